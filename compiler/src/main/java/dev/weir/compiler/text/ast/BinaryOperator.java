// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

/// An operator with two operands.
public enum BinaryOperator {
  /// `*`.
  MULTIPLY("*"),
  /// `/`.
  DIVIDE("/"),
  /// `%`.
  MODULO("%"),
  /// `+`.
  ADD("+"),
  /// `-`.
  SUBTRACT("-"),
  /// `<<`.
  SHIFT_LEFT("<<"),
  /// `>>`.
  SHIFT_RIGHT(">>"),
  /// `&`.
  BIT_AND("&"),
  /// `^`.
  BIT_XOR("^"),
  /// `|`.
  BIT_OR("|"),
  /// `==`.
  EQUAL("=="),
  /// `!=`.
  NOT_EQUAL("!="),
  /// `<`.
  LESS("<"),
  /// `<=`.
  LESS_EQUAL("<="),
  /// `>`.
  GREATER(">"),
  /// `>=`.
  GREATER_EQUAL(">="),
  /// `&&`.
  AND("&&"),
  /// `||`.
  OR("||");

  private final String text;

  BinaryOperator(String text) {
    this.text = text;
  }

  /// The operator as written.
  public String text() {
    return text;
  }

  /// Whether the result says how the operands compare.
  public boolean comparison() {
    return ordinal() >= EQUAL.ordinal() && ordinal() <= GREATER_EQUAL.ordinal();
  }

  /// Whether this is `&&` or `||`.
  public boolean logical() {
    return this == AND || this == OR;
  }

  /// Whether this is `<<` or `>>`.
  public boolean shift() {
    return this == SHIFT_LEFT || this == SHIFT_RIGHT;
  }
}
