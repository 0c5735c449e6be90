// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Comparison of a conditional jump: `if left <symbol> right`.
///
/// @rfc 9669 section 4.3 (jump instructions)
public enum Condition {
  /// Equal.
  EQ(0x10, "=="),
  /// Unsigned greater.
  GT(0x20, ">"),
  /// Unsigned greater or equal.
  GE(0x30, ">="),
  /// Bits in common.
  SET(0x40, "&"),
  /// Not equal.
  NE(0x50, "!="),
  /// Signed greater.
  SGT(0x60, "s>"),
  /// Signed greater or equal.
  SGE(0x70, "s>="),
  /// Unsigned less.
  LT(0xa0, "<"),
  /// Unsigned less or equal.
  LE(0xb0, "<="),
  /// Signed less.
  SLT(0xc0, "s<"),
  /// Signed less or equal.
  SLE(0xd0, "s<=");

  private final int code;
  private final String symbol;

  Condition(int code, String symbol) {
    this.code = code;
    this.symbol = symbol;
  }

  /// The operation bits of the opcode.
  public int code() {
    return code;
  }

  /// The operator in the kernel's and llvm-objdump's notation.
  public String symbol() {
    return symbol;
  }

  /// The condition that holds exactly when this one does not; [#SET] has none.
  ///
  /// @throws IllegalStateException for [#SET]
  public Condition negated() {
    return switch (this) {
      case EQ -> NE;
      case NE -> EQ;
      case GT -> LE;
      case LE -> GT;
      case GE -> LT;
      case LT -> GE;
      case SGT -> SLE;
      case SLE -> SGT;
      case SGE -> SLT;
      case SLT -> SGE;
      case SET -> throw new IllegalStateException("`&` has no negated jump");
    };
  }

  /// The condition that holds for swapped operands exactly when this one does.
  public Condition swapped() {
    return switch (this) {
      case EQ, NE, SET -> this;
      case GT -> LT;
      case LT -> GT;
      case GE -> LE;
      case LE -> GE;
      case SGT -> SLT;
      case SLT -> SGT;
      case SGE -> SLE;
      case SLE -> SGE;
    };
  }
}
