// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;

/// The kinds of problems that the Java front end finds.
public enum JavaCode {
  /// Bytes that are no class file, or a damaged one.
  CLASS_FILE("W1001"),
  /// A class file of a newer Java than the compiler reads.
  CLASS_VERSION("W1002"),
  /// No class is marked as a module.
  NO_MODULE("W1003"),
  /// A class that is used but was not given.
  MISSING_CLASS("W1004"),
  /// A program whose method has the wrong shape.
  PROGRAM_SHAPE("W1005"),
  /// A static field or initialiser that declares nothing a program can have.
  DECLARATION("W1006"),
  /// A type without a layout in memory.
  NO_LAYOUT("W1007"),
  /// An array without a fixed length.
  ARRAY_LENGTH("W1008"),
  /// Floating-point numbers.
  FLOATING_POINT("W1009"),
  /// An exception that is thrown.
  EXCEPTION("W1010"),
  /// A method of a library that has no meaning in the kernel.
  LIBRARY_CALL("W1011"),
  /// A method that calls itself.
  RECURSION("W1012"),
  /// A loop without a bound that the compiler can see.
  UNBOUNDED_LOOP("W1013"),
  /// A reference that may be null is used.
  MAY_BE_NULL("W1014"),
  /// An array index that may be outside the array.
  INDEX_RANGE("W1015"),
  /// A divisor that may be zero.
  DIVISION_BY_ZERO("W1016"),
  /// A number that may not fit the field it is stored in.
  FIELD_RANGE("W1017"),
  /// Two objects compared by identity.
  REFERENCE_COMPARISON("W1018"),
  /// A type that is only known when the program runs.
  DYNAMIC_TYPE("W1019"),
  /// `synchronized`.
  MONITOR("W1020"),
  /// A string that is computed or used as a value.
  STRING("W1021"),
  /// An object that more rounds of a loop keep than the stack has room for.
  OBJECT_KEPT("W1022"),
  /// Too many combinations of what variables may hold.
  TOO_MANY_FORMS("W1023"),
  /// An assignment to something that cannot change.
  NOT_ASSIGNABLE("W1024"),
  /// An object that would have to be referred to from memory.
  OBJECT_STORED("W1025"),
  /// A lambda or method reference that nothing inlines.
  LAMBDA("W1026"),
  /// A subprogram with parameters or a result that it cannot have.
  SUBPROGRAM_SHAPE("W1027"),
  /// An instruction that javac does not make for the subset.
  INSTRUCTION("W1030");

  private final String code;

  JavaCode(String code) {
    this.code = code;
  }

  /// The code that messages show, such as `W1014`.
  public String code() {
    return code;
  }

  /// A problem of this kind.
  public Problem at(String message, Span span, String label) {
    return Problem.error(code, message, span, label);
  }

  /// A problem of this kind without a place in a source.
  public Problem anywhere(String message) {
    return Problem.error(code, message);
  }
}
