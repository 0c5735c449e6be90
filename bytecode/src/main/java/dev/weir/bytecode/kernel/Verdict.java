// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// A named exit value of a hook, such as `drop` = 2 at `tc ingress`.
///
/// @param name the name programs use, lower case, words joined by `_`
/// @param value the value in R0
public record Verdict(String name, long value) {}
