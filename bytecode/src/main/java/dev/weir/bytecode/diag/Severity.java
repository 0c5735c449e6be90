// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

/// How bad a problem is.
public enum Severity {
  /// Nothing is produced.
  ERROR("error"),
  /// The result is produced but probably not what was meant.
  WARNING("warning");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  /// The word that starts a message: `error` or `warning`.
  public String word() {
    return word;
  }
}
