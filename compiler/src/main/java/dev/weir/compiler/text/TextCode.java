// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;

/// The kinds of problems that the text front end finds. Title, explanation, an example and its
/// correction are in the resource `problems.md`, see [TextCatalogue].
public enum TextCode {
  /// The text does not have the shape of the language.
  SYNTAX("W2001"),
  /// A character that no token starts with.
  UNKNOWN_CHARACTER("W2002"),
  /// A name that nothing declares.
  UNKNOWN_NAME("W2003"),
  /// A literal that has no value, or none of its type.
  BAD_LITERAL("W2004"),
  /// Two declarations of one name.
  DUPLICATE_NAME("W2005"),
  /// A type that does not exist or cannot be used there.
  UNKNOWN_TYPE("W2006"),
  /// A value of another type than needed.
  TYPE_MISMATCH("W2007"),
  /// A value that may be absent is used as if it were there.
  ABSENCE_NOT_HANDLED("W2008"),
  /// An `else` or `if let` for a value that is always there.
  NEVER_ABSENT("W2009"),
  /// The `else` of a `let` goes on instead of leaving.
  ELSE_FALLS_THROUGH("W2010"),
  /// A field or method that the type does not have.
  UNKNOWN_MEMBER("W2011"),
  /// A context field that the hook does not have, or cannot change.
  CONTEXT_FIELD("W2012"),
  /// A hook that does not exist.
  UNKNOWN_HOOK("W2013"),
  /// A verdict that the hook does not have.
  UNKNOWN_VERDICT("W2014"),
  /// An errno at a hook that cannot give one, or one that does not exist.
  ERRNO("W2015"),
  /// A helper function that the hook cannot call.
  HELPER_NOT_AT_HOOK("W2016"),
  /// Something that the target kernel does not have.
  TARGET_TOO_OLD("W2017"),
  /// A view of the packet that is used after the packet changed.
  STALE_VIEW("W2018"),
  /// An assignment to something that cannot change.
  NOT_ASSIGNABLE("W2019"),
  /// A function that calls itself.
  RECURSION("W2020"),
  /// A loop without a bound the compiler can see.
  UNBOUNDED_LOOP("W2021"),
  /// A `match` that does not cover all values.
  MATCH_NOT_EXHAUSTIVE("W2022"),
  /// A pattern that can never match.
  UNREACHABLE_PATTERN("W2023"),
  /// A pattern that does not fit the value matched.
  BAD_PATTERN("W2024"),
  /// A constant expression is needed.
  NOT_CONSTANT("W2025"),
  /// A map declared with the wrong kind, type arguments, size or modifiers.
  BAD_MAP("W2026"),
  /// An operation that the kind of map does not have.
  MAP_OPERATION("W2027"),
  /// A call with the wrong number of arguments.
  ARGUMENT_COUNT("W2028"),
  /// A structure literal with missing, unknown or repeated fields.
  STRUCT_FIELDS("W2029"),
  /// A module that is not found.
  UNKNOWN_MODULE("W2030"),
  /// A name that a module does not declare.
  NOT_IN_MODULE("W2031"),
  /// A function or program that ends without a value.
  MISSING_VALUE("W2032"),
  /// Statements that can never run.
  UNREACHABLE_CODE("W2033"),
  /// `break` or `continue` outside a loop.
  OUTSIDE_LOOP("W2034"),
  /// A value that is computed and dropped.
  UNUSED_VALUE("W2035"),
  /// A number that does not fit its type.
  OUT_OF_RANGE("W2036"),
  /// An operator that the operand types do not have.
  BAD_OPERATOR("W2037"),
  /// A conversion that does not exist.
  BAD_CONVERSION("W2038"),
  /// A structure or array that contains itself or has no size.
  BAD_LAYOUT("W2039"),
  /// Something that a subprogram cannot take, return or do.
  SUBPROGRAM("W2040"),
  /// An atomic update that the kernel cannot do.
  BAD_ATOMIC("W2041"),
  /// A `trace` format that does not fit its arguments.
  BAD_TRACE("W2042"),
  /// A constant index past the end of an array.
  INDEX_OUT_OF_RANGE("W2043"),
  /// A helper that only GPL-compatible programs may call.
  LICENSE("W2044");

  private final String code;

  TextCode(String code) {
    this.code = code;
  }

  /// The code, such as `W2003`.
  public String code() {
    return code;
  }

  /// An error of this kind.
  public Problem at(String message, Span span, String label) {
    return Problem.error(code, message, span, label);
  }

  /// A warning of this kind.
  public Problem warning(String message, Span span, String label) {
    return Problem.warning(code, message, span, label);
  }
}
