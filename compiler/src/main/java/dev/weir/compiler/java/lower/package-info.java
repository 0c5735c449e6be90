// SPDX-License-Identifier: Apache-2.0
/// From the bodies of methods to IR: a symbolic run of the class file's instructions.
///
/// Data flow: [dev.weir.compiler.java.read.MethodCode] -> `MethodLowering` ->
/// [dev.weir.compiler.ir.IrFunction]. What is on the operand stack and in the locals is an
/// [dev.weir.compiler.java.lower.Operand]; what a member of the DSL or of the Java library means is
/// a [dev.weir.compiler.java.lower.Binding], found by owner, name and descriptor. A new member gets
/// its binding in package `bind`; a new kind of value that only its bindings understand implements
/// [dev.weir.compiler.java.lower.Operand.Special].
@NullMarked
package dev.weir.compiler.java.lower;

import org.jspecify.annotations.NullMarked;
