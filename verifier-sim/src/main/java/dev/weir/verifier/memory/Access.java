// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// One access as the rules see it.
///
/// @param walk where it happens
/// @param reg the register with the pointer
/// @param pointer what is in it
/// @param offset bytes from what the pointer leads to, without the pointer's variable part
/// @param size bytes
/// @param kind what it does
/// @param source what makes it
record Access(
    Walk walk, int reg, RegState pointer, long offset, int size, AccessKind kind, Source source) {
  /// What makes an access; the rules differ.
  enum Source {
    /// A load or store.
    PLAIN,
    /// An atomic operation, an acquiring load or a releasing store.
    ATOMIC,
    /// A helper or kfunc.
    CALL
  }

  /// An access by an instruction.
  ///
  /// @param displacement the instruction's offset field
  static Access of(Walk walk, int reg, int displacement, int size, AccessKind kind, Source source) {
    RegState pointer = walk.frame().reg(reg);
    return new Access(walk, reg, pointer, (long) pointer.off() + displacement, size, kind, source);
  }

  /// The pointer's variable part.
  Scalar variable() {
    return pointer.scalar();
  }

  /// Whether the place is the same on every run.
  boolean isConstant() {
    return variable().isConstant();
  }

  /// The place, where it is constant.
  long constantOffset() {
    return offset + variable().value();
  }

  /// The first place, as far as signed bounds tell.
  long first() {
    return offset + variable().smin();
  }

  /// The last place, as far as signed bounds tell.
  long last() {
    return offset + variable().smax();
  }

  /// This as the other kind of access.
  Access as(AccessKind other) {
    return new Access(walk, reg, pointer, offset, size, other, source);
  }

  /// What is accessed, for messages: `read of 4 bytes at offset 14..18 of the packet in R2`.
  String what() {
    return what(Words.region(pointer));
  }

  /// The same with another word for the memory.
  String what(String region) {
    return kind.word()
        + " of "
        + Words.bytes(size)
        + " at "
        + Words.place(offset, variable(), size)
        + " of "
        + region
        + " in R"
        + reg;
  }

  /// The finding that this breaks a rule; [#what] starts the message.
  Violation refused(Rule rule, String why, String... evidence) {
    return new Violation(rule, what() + why, evidence(evidence));
  }

  /// The finding that this breaks a rule, in words of its own.
  Violation refusal(Rule rule, String message, String... evidence) {
    return new Violation(rule, message, evidence(evidence));
  }

  private List<String> evidence(String... more) {
    if (more.length > 0) {
      return List.of(more);
    }
    return List.of("R" + reg + " is " + Words.register(pointer));
  }
}
