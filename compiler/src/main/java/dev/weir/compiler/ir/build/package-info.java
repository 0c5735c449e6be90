// SPDX-License-Identifier: Apache-2.0
/// The one way front ends make IR.
///
/// A front end walks its program once and calls [dev.weir.compiler.ir.build.FunctionBuilder] with
/// variables and blocks; the builder makes SSA of them. Operand types are checked as operations are
/// emitted, so a mistake surfaces where it is made.
///
/// Data flow: typed source -> `FunctionBuilder` -> [dev.weir.compiler.ir.IrFunction]. A new
/// operation gets its record in `Operation`, its typing rule in `ir.OperationTypes` and its emit
/// method here.
@NullMarked
package dev.weir.compiler.ir.build;

import org.jspecify.annotations.NullMarked;
