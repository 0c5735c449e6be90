// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.verifier.report.Rule;
import java.util.List;

/// Thrown where the code's shape breaks a rule, with the slot, as no walk knows it yet; carries no
/// stack trace, for it is a result, not a fault.
public final class Misplaced extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int slot;
  private final Rule rule;
  private final transient List<String> evidence;

  /// A broken rule.
  ///
  /// @param slot the instruction
  /// @param rule the rule
  /// @param message what is wrong, lower case
  /// @param evidence facts that made it so
  public Misplaced(int slot, Rule rule, String message, String... evidence) {
    super(message, null, false, false);
    this.slot = slot;
    this.rule = rule;
    this.evidence = List.of(evidence);
  }

  /// The instruction.
  public int slot() {
    return slot;
  }

  /// The broken rule.
  public Rule rule() {
    return rule;
  }

  /// Facts that made it so.
  public List<String> evidence() {
    return evidence;
  }
}
