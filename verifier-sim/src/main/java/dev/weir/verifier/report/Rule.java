// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.report;

/// What the verifier demands of a program; each rule has a code of its own, never reused.
///
/// Codes: `W40xx` structure of the code and limits, `W41xx` registers, arithmetic and pointers,
/// `W42xx` memory, `W43xx` calls of helpers, kfuncs and functions, `W44xx` references, locks and
/// critical sections, `W45xx` result of the program.
public enum Rule {
  /// A register is read before it is written.
  UNINITIALISED_REGISTER(4101, "register read before it is written"),
  /// The frame pointer is written.
  FRAME_POINTER_WRITTEN(4102, "frame pointer is read-only"),
  /// Arithmetic on a pointer of a type that allows none, or not this.
  POINTER_TYPE(4103, "arithmetic on a pointer that does not allow it"),
  /// Arithmetic on a pointer that was not checked for null.
  POINTER_MAY_BE_NULL(4104, "arithmetic on a pointer that may be null"),
  /// 32-bit arithmetic on a pointer.
  POINTER_WIDTH(4105, "32-bit arithmetic on a pointer"),
  /// An operator other than addition and subtraction on a pointer, or a wrong order of operands.
  POINTER_OPERATOR(4106, "operator not allowed on a pointer"),
  /// A pointer is moved further than any object is long, or by a number without lower bound.
  POINTER_OFFSET(4107, "pointer moved without bounds"),
  /// Two pointers are combined by something else than a difference.
  POINTERS_COMBINED(4108, "two pointers combined"),
  /// Division by the constant zero.
  DIVISION_BY_ZERO(4109, "division by zero"),
  /// A shift by a constant that is no bit number.
  SHIFT_OUT_OF_RANGE(4110, "shift wider than the register"),
  /// A cast between address spaces that do not exist or without an arena.
  ADDRESS_SPACE(4111, "address space cast not possible"),
  /// The address of a function that cannot be called back.
  CALLBACK_ADDRESS(4112, "function cannot be a callback"),
  /// An address outside of a map's value.
  MAP_VALUE_ADDRESS(4113, "address outside of a map value");

  private final int number;
  private final String title;

  Rule(int number, String title) {
    this.number = number;
    this.title = title;
  }

  /// The code, such as `W4101`.
  public String code() {
    return "W" + number;
  }

  /// The rule as a headline, lower case.
  public String title() {
    return title;
  }
}
