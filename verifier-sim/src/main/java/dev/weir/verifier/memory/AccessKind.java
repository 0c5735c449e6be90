// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

/// What an access does to memory.
public enum AccessKind {
  /// Takes bytes from it.
  READ("read"),
  /// Puts bytes into it.
  WRITE("write");

  private final String word;

  AccessKind(String word) {
    this.word = word;
  }

  /// The word for messages.
  public String word() {
    return word;
  }
}
