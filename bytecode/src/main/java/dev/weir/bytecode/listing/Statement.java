// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import java.util.Optional;

/// An instruction as a line gives it.
///
/// @param insn the instruction; offsets and numbers that a name stands for are 0
/// @param name the name in its place
record Statement(Insn<Reg> insn, Optional<Name> name) {

  /// A name in place of a number.
  ///
  /// @param kind what it names; empty for a label of the same code
  record Name(Optional<Reference.Kind> kind, String text, int offset, boolean weak, Span span) {}

  static Statement of(Insn<Reg> insn) {
    return new Statement(insn, Optional.empty());
  }
}
