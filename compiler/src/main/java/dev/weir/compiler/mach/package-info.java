// SPDX-License-Identifier: Apache-2.0
/// Machine code: from the intermediate representation to eBPF instructions.
///
/// ```text
/// ir.IrFunction
///   | Selector.select        instructions over virtual registers, blocks with parameters
///   v
/// MachFunction<VReg>
///   | Allocator.allocate     machine registers, spill slots, moves     (AllocationCheck proves it)
///   v
/// MachFunction<Reg>
///   | Linearizer.linearize   block order, jumps, shared tails; Peephole cleans up
///   v
/// LinearCode
///   | Assembler.assemble     slots, relocations, source lines
///   v
/// object.Code
/// ```
///
/// A function in this package is still in single-assignment form until it has machine registers:
/// two-operand instructions carry their first operand apart from their result ([MachInsn.Tied]),
/// calls carry their arguments ([MachInsn.Call]), and blocks have parameters. The allocator alone
/// turns these into moves.
///
/// A new instruction is selected in [OperationSelector]; when it has the shape of an existing
/// [MachInsn] nothing else changes.
@NullMarked
package dev.weir.compiler.mach;

import org.jspecify.annotations.NullMarked;
