// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.log;

import dev.weir.verifier.Cost;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verdict.Outcome;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.explain.Catalogue;
import dev.weir.verifier.explain.Place;
import dev.weir.verifier.explain.Report;
import dev.weir.verifier.explain.Reporter;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What a kernel's log says, as a report of the model's kind.
public final class KernelReports {
  private KernelReports() {}

  /// The report of a rejection, with the program at hand: places in source lines, the path in
  /// words.
  ///
  /// @param unknown the code for messages that no rule is known for
  public static Report of(String text, ProgramImage image, KernelModel kernel, String unknown) {
    KernelLog log = KernelLog.parse(text);
    if (log.message().isEmpty()) {
      Optional<Report> model = modelled(image, kernel);
      if (model.isPresent()) {
        return model.get();
      }
    }
    int slot = log.slot() >= 0 && log.slot() < image.slots() ? log.slot() : 0;
    Optional<Rule> rule = Messages.rule(log.message()).map(r -> precise(r, image));
    Optional<Report> told = rule.flatMap(r -> told(log, r, slot, image, kernel));
    Place at = Place.of(image, slot);
    return told.map(report -> withBlock(report, log))
        .orElseGet(() -> plain(log, at, image.name(), "Linux " + kernel.version(), unknown));
  }

  /// The report of a rejection by its log alone.
  ///
  /// @param unknown the code for messages that no rule is known for
  public static Report of(String text, String program, String judge, String unknown) {
    KernelLog log = KernelLog.parse(text);
    Place at =
        new Place(Math.max(0, log.slot()), log.instruction(), log.line().filter(l -> l.line() > 0));
    return plain(log, at, program, judge, unknown);
  }

  /// Some refusals leave no word in the log; the model knows most of them.
  private static Optional<Report> modelled(ProgramImage image, KernelModel kernel) {
    return Reporter.of(Verifier.verify(image, kernel, VerifyOptions.DEFAULT));
  }

  private static Optional<Report> told(
      KernelLog log, Rule rule, int slot, ProgramImage image, KernelModel kernel) {
    boolean follows = log.way().stream().allMatch(at -> follows(image, at));
    List<Integer> way = follows ? log.way() : List.of();
    Finding finding =
        new Finding(
            rule,
            log.message().replace("\n", "; "),
            List.of(),
            slot,
            List.of(),
            way,
            Optional.empty());
    return Reporter.of(
        new Verdict(
            image.name(),
            Optional.of(image),
            kernel,
            Outcome.REJECT,
            "",
            Optional.of(finding),
            Cost.NONE,
            0));
  }

  /// Kernels before 7.0 tell recursion by the depth that it leads to.
  private static Rule precise(Rule rule, ProgramImage image) {
    boolean recursive =
        rule == Rule.CALL_DEPTH
            && IntStream.range(0, image.functions().size())
                .anyMatch(function -> reaches(image, function, function, new HashSet<>()));
    return recursive ? Rule.RECURSION : rule;
  }

  private static boolean reaches(ProgramImage image, int from, int to, Set<Integer> seen) {
    FunctionImage function = image.functions().get(from);
    return IntStream.range(function.start(), function.end())
        .mapToObj(slot -> image.references().get(slot))
        .anyMatch(reference ->
            reference instanceof Reference.LocalCall(int callee)
                && (callee == to || (seen.add(callee) && reaches(image, callee, to, seen))));
  }

  private static boolean follows(ProgramImage image, int slot) {
    return slot < image.slots() && !Objects.isNull(image.bySlot().get(slot));
  }

  private static Report plain(
      KernelLog log, Place at, String program, String judge, String unknown) {
    Optional<Rule> rule = Messages.rule(log.message());
    return withBlock(
        new Report(
            rule.map(Rule::code).orElse(unknown),
            rule.map(Rule::title).orElse("rejected by the verifier"),
            program,
            judge,
            log.message(),
            rule.map(Rule::title).orElse("rejected here"),
            List.of(),
            at,
            List.of(),
            rule.flatMap(Catalogue::entry).map(entry -> List.of(entry.fix())).orElse(List.of())),
        log);
  }

  /// A report with what a kernel of 7.3 itself adds.
  private static Report withBlock(Report report, KernelLog log) {
    List<String> facts = new ArrayList<>(report.facts());
    List<String> suggestions = new ArrayList<>(report.suggestions());
    add(facts, log, "reason");
    add(suggestions, log, "suggestion");
    return new Report(
        report.code(),
        report.title(),
        report.program(),
        report.judge(),
        report.reason(),
        report.label(),
        facts,
        report.at(),
        report.path(),
        suggestions);
  }

  private static void add(List<String> list, KernelLog log, String part) {
    String text = log.parts().getOrDefault(part, "");
    if (!text.isEmpty() && !text.equals(log.message())) {
      list.add("the kernel says: " + text);
    }
  }
}
