// SPDX-License-Identifier: Apache-2.0
/// The text form of the IR: what `--dump` shows and what tests of passes are written in.
///
/// [dev.weir.compiler.ir.text.IrPrinter] writes it, [dev.weir.compiler.ir.text.IrParser] reads it;
/// `parse(print(module))` equals the module without its spans. The form is specified in docs/ir.md.
/// A new operation gets a case in the printer (the switch asks for it) and one in
/// `OperationParser`.
@NullMarked
package dev.weir.compiler.ir.text;

import org.jspecify.annotations.NullMarked;
