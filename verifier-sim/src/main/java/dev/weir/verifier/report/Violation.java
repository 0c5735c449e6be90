// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.report;

import java.util.List;
import java.util.Objects;

/// Thrown where an instruction breaks a rule, and caught where the program's verification started;
/// carries no stack trace, for it is a result, not a fault.
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Rule rule;
  private final transient List<String> evidence;

  /// A broken rule.
  ///
  /// @param rule the rule
  /// @param message what is wrong, lower case, naming registers (`R3`) and numbers
  /// @param evidence facts that made it so, such as `R3 is scalar 0..255`; may be empty
  public Violation(Rule rule, String message, List<String> evidence) {
    super(message, null, false, false);
    this.rule = rule;
    this.evidence = List.copyOf(evidence);
  }

  /// A broken rule without further facts.
  public Violation(Rule rule, String message) {
    this(rule, message, List.of());
  }

  /// The broken rule.
  public Rule rule() {
    return rule;
  }

  /// What is wrong.
  public String message() {
    return Objects.requireNonNull(getMessage());
  }

  /// Facts that made it so.
  public List<String> evidence() {
    return evidence;
  }
}
