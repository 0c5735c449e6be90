// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.report;

/// What the verifier demands of a program; each rule has a code of its own, never reused.
///
/// Codes: `W40xx` structure of the code and limits, `W41xx` registers, arithmetic and pointers,
/// `W42xx` memory, `W43xx` calls of helpers, kfuncs and functions, `W44xx` references, locks and
/// critical sections, `W45xx` result of the program.
public enum Rule {
  /// A register is read before it is written.
  UNINITIALISED_REGISTER(4101, "register read before it is written");

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
