// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;

/// The kinds of problems with uses of the Java library.
public enum LibraryCode {
  /// A field of a context or socket that is not there.
  CONTEXT_FIELD("W1101"),
  /// A verdict that the hook does not have.
  VERDICT("W1102"),
  /// A helper that the hook cannot call, or an argument that it does not take.
  HELPER("W1103"),
  /// A helper for GPL-compatible programs only.
  LICENSE("W1104"),
  /// Something that the target kernel does not have.
  TARGET_TOO_OLD("W1105"),
  /// A field that the hook cannot change.
  READ_ONLY("W1106"),
  /// A socket that may be absent.
  ABSENT("W1107"),
  /// An argument that must be known when compiling.
  NOT_CONSTANT("W1108"),
  /// A view of a header from before the packet was changed.
  STALE_VIEW("W1109"),
  /// A format that cannot be printed.
  TRACE_FORMAT("W1110"),
  /// A lock that is not in a map value.
  LOCK("W1111");

  private final String code;

  LibraryCode(String code) {
    this.code = code;
  }

  /// The code that messages show, such as `W1101`.
  public String code() {
    return code;
  }

  /// A problem of this kind.
  public Problem at(String message, Span span, String label) {
    return Problem.error(code, message, span, label);
  }
}
