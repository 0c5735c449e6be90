// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

/// What the address of a function stands for.
///
/// @param name the function
/// @param start its first slot
public record FunctionAddress(String name, int start) {}
