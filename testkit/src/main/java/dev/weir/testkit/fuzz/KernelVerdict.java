// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

/// What the running kernel says about a program.
///
/// @param accepted whether it loads
/// @param errno the error number, 0 when it loads
/// @param message the last line of the verifier that tells why; empty when it loads, or when the
///   kernel refused before verifying
/// @param processed instructions the verifier went through
/// @param log everything the kernel printed
public record KernelVerdict(
    boolean accepted, int errno, String message, long processed, String log) {}
