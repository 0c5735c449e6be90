// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.object.Program;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explain.Reporter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program and the model's verdict for one kernel.
///
/// @param states what is known before each instruction; empty when nobody asked
public record Judged(Program program, Verdict verdict, Optional<StateRecord> states) {
  /// This without states.
  public Judged withoutStates() {
    return new Judged(program, verdict, Optional.empty());
  }

  /// `accepted`, `rejected` or `not judged`.
  public String word() {
    return switch (verdict.outcome()) {
      case ACCEPT -> "accepted";
      case REJECT -> "rejected";
      case UNKNOWN -> "not judged";
    };
  }

  /// The verdict as JSON.
  ///
  /// @param object what the user called the input
  public Map<String, Object> json(String object) {
    Map<String, Object> json = new LinkedHashMap<>();
    Optional<Finding> finding = verdict.finding();
    Cost cost = verdict.cost();
    json.put("object", object);
    json.put("program", program.name());
    json.put("kernel", verdict.kernel().version().toString());
    json.put(
        "verdict",
        switch (verdict.outcome()) {
          case ACCEPT -> "accept";
          case REJECT -> "reject";
          case UNKNOWN -> "unknown";
        });
    json.put("code", finding.map(f -> f.rule().code()).orElse(null));
    json.put("message", finding.map(Finding::message).orElse(null));
    json.put("insn", finding.map(Finding::slot).orElse(null));
    json.put("insns_processed", cost.instructions());
    json.put("states", cost.totalStates());
    json.put("stack_depth", cost.stackDepth());
    json.put("time_us", verdict.nanos() / 1_000);
    if (verdict.outcome() == Verdict.Outcome.UNKNOWN) {
      json.put("reason", verdict.reason());
    }
    Reporter.of(verdict).ifPresent(report -> json.put("report", report.json()));
    json.put("functions", cost.functions().stream().map(Judged::share).toList());
    json.put("loops", cost.loops().stream().map(Judged::share).toList());
    states.ifPresent(record -> json.put("abstract_states", record.json()));
    return json;
  }

  private static Map<String, Object> share(Cost.OfFunction function) {
    return Map.of(
        "name", function.name(),
        "insn", function.slot(),
        "insns_processed", function.instructions(),
        "stack_depth", function.stackDepth());
  }

  private static Map<String, Object> share(Cost.OfLoop loop) {
    return Map.of(
        "first", loop.first(),
        "last", loop.last(),
        "rounds", loop.rounds(),
        "insns_processed", loop.instructions());
  }

  /// The exit code for some verdicts: a rejection outweighs what could not be judged.
  public static int exitCode(List<Judged> all) {
    if (all.stream().anyMatch(j -> j.verdict().outcome() == Verdict.Outcome.REJECT)) {
      return 1;
    }
    return all.stream().allMatch(j -> j.verdict().accepted()) ? 0 : 2;
  }
}
