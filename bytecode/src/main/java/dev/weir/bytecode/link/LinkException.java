// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import java.io.Serial;
import java.util.List;
import java.util.Objects;

/// An object cannot be linked, or does not fit the kernel it is linked for. Checked, because it is
/// the object's fault: whoever links says it to the user in the words of its own command.
public final class LinkException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<String> help;

  /// A fault of an object.
  ///
  /// @param message what is wrong, lower case, naming the object's own identifiers
  /// @param help what to do about it; may be left out
  public LinkException(Kind kind, String message, String... help) {
    super(message);
    this.kind = kind;
    this.help = List.of(help);
  }

  /// What kind of fault.
  public enum Kind {
    /// The object refers to something it does not define, or its parts do not fit together.
    BAD_OBJECT,
    /// A program's section names no hook.
    UNKNOWN_SECTION,
    /// The kernel lacks a function, variable or setting that the object needs.
    NO_KERNEL_SYMBOL,
    /// The kernel lacks a type or field that the object needs, or has several that could be meant.
    NO_KERNEL_TYPE
  }

  /// The kind.
  public Kind kind() {
    return kind;
  }

  /// What is wrong.
  public String message() {
    return Objects.requireNonNull(getMessage());
  }

  /// What to do about it.
  public List<String> help() {
    return help;
  }
}
