// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.compiler.ir.IrType;

/// A local variable of a function being built.
///
/// @param index its number in the function
/// @param name the user's name for it
/// @param type the type of all its values
public record Variable(int index, String name, IrType type) {}
