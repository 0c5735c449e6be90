// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

/// A piece of a line.
///
/// @param kind what it is
/// @param text the piece; empty at the end of the line
/// @param start offset in the file
record Token(Kind kind, String text, int start) {
  enum Kind {
    /// Letters, digits, `_`, `.`, `$`, not starting with a digit.
    WORD,
    /// Starts with a digit.
    NUMBER,
    /// In double quotes, which are part of the text.
    STRING,
    /// An operator or a single character.
    SYMBOL,
    /// The end of the line or the start of a comment.
    END
  }

  int end() {
    return start + text.length();
  }

  boolean is(String other) {
    return text.equals(other) && kind != Kind.STRING;
  }
}
