// SPDX-License-Identifier: Apache-2.0
/// Makes IR better without changing what it does, or what the verifier can prove about it.
///
/// [dev.weir.compiler.opt.Optimizer] runs the passes that [dev.weir.compiler.opt.Passes] lists, in
/// that order. A pass is one file with one pure function from a function to a function. Besides the
/// meaning of the program, every pass keeps these facts, which the verifier knows programs by:
///
/// - A packet range check proves the pointer it compared and copies at constant distance from it.
///   Packet pointers are never loaded or computed a second time; equal ones may become one.
/// - A null check proves the value it compared. The refined value stays below the check.
/// - A context access has a constant offset off the context itself.
/// - A comparison that bounds an index stays on the value that indexes.
///
/// Data flow: `IrModule` -> `Optimizer` -> `IrModule`. To add a pass see
/// docs/howto/add-an-optimisation.md.
@NullMarked
package dev.weir.compiler.opt;

import org.jspecify.annotations.NullMarked;
