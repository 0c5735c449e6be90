// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// One thing that is wrong in what the user gave us.
///
/// @param severity error or warning
/// @param code `W` and four digits, see `weir explain`
/// @param message what is wrong, in lower case, with the user's own identifiers
/// @param primary the place to blame; empty when the problem has no place in a source
/// @param secondary other places that explain it, in the order to show them
/// @param notes facts behind it; one line each
/// @param help what to do next, code where possible; one line each
public record Problem(
    Severity severity,
    String code,
    String message,
    Optional<Label> primary,
    List<Label> secondary,
    List<String> notes,
    List<String> help) {
  /// Copies the lists and checks the code.
  public Problem {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(message);
    Objects.requireNonNull(primary);
    secondary = List.copyOf(secondary);
    notes = List.copyOf(notes);
    help = List.copyOf(help);
    if (!code.matches("W\\d{4}")) {
      throw new IllegalArgumentException("problem code " + code);
    }
  }

  /// A problem without notes.
  public Problem(
      Severity severity,
      String code,
      String message,
      Optional<Label> primary,
      List<Label> secondary,
      List<String> help) {
    this(severity, code, message, primary, secondary, List.of(), help);
  }

  /// An error with a place and the label under its carets.
  public static Problem error(String code, String message, Span span, String label) {
    return new Problem(
        Severity.ERROR, code, message, Optional.of(new Label(span, label)), List.of(), List.of());
  }

  /// An error without a place in a source.
  public static Problem error(String code, String message) {
    return new Problem(Severity.ERROR, code, message, Optional.empty(), List.of(), List.of());
  }

  /// A warning with a place and the label under its carets.
  public static Problem warning(String code, String message, Span span, String label) {
    return new Problem(
        Severity.WARNING, code, message, Optional.of(new Label(span, label)), List.of(), List.of());
  }

  /// This problem with one more explaining place.
  public Problem with(Span span, String label) {
    List<Label> labels = new ArrayList<>(secondary);
    labels.add(new Label(span, label));
    return new Problem(severity, code, message, primary, labels, notes, help);
  }

  /// This problem with one more line of help.
  public Problem help(String line) {
    List<String> lines = new ArrayList<>(help);
    lines.add(line);
    return new Problem(severity, code, message, primary, secondary, notes, lines);
  }

  /// This problem with one more note.
  public Problem note(String line) {
    List<String> lines = new ArrayList<>(notes);
    lines.add(line);
    return new Problem(severity, code, message, primary, secondary, lines, help);
  }

  /// This problem as a warning.
  public Problem asWarning() {
    return new Problem(Severity.WARNING, code, message, primary, secondary, notes, help);
  }
}
