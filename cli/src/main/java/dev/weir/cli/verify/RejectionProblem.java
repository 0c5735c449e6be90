// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Disassembler;
import dev.weir.bytecode.link.SourcePlace;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.cli.io.ToolProblem;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.explore.PathStep;
import dev.weir.verifier.image.ProgramImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A verdict that is not acceptance, as a problem in the user's own lines.
public final class RejectionProblem {
  /// As many conditions on the way as help to understand.
  private static final int TURNS = 3;

  private final Verdict verdict;
  private final List<SourceFile> sources;

  private RejectionProblem(Verdict verdict, List<SourceFile> sources) {
    this.verdict = verdict;
    this.sources = sources;
  }

  /// The problem; empty when the program is accepted.
  public static Optional<Problem> of(Verdict verdict, List<SourceFile> sources) {
    return switch (verdict.outcome()) {
      case ACCEPT -> Optional.empty();
      case REJECT ->
          Optional.of(
              new RejectionProblem(verdict, sources).problem(verdict.finding().orElseThrow()));
      case UNKNOWN ->
          Optional.of(
              ToolProblem.NOT_JUDGED.error(
                  "program `"
                      + verdict.program()
                      + "` on "
                      + kernel(verdict)
                      + " cannot be judged: "
                      + verdict.reason()));
    };
  }

  private static String kernel(Verdict verdict) {
    return "Linux " + verdict.kernel().version();
  }

  private Problem problem(Finding finding) {
    ProgramImage image = verdict.image().orElseThrow();
    String message =
        kernel(verdict) + " rejects program `" + verdict.program() + "`: " + finding.message();
    String label = String.join("; ", finding.evidence());
    String code = finding.rule().code();
    Optional<LineInfo> line = image.lineAt(finding.slot());
    Problem problem =
        line.map(at -> Problem.error(code, message, SourcePlace.of(at, sources), label))
            .orElseGet(() -> Problem.error(code, message));
    for (Turn turn : turns(image, finding)) {
      problem = problem.with(turn.span(), turn.text());
    }
    if (line.isEmpty() && !label.isEmpty()) {
      problem = problem.help(label);
    }
    return problem.help("at instruction " + finding.slot() + instruction(image, finding.slot()));
  }

  private static String instruction(ProgramImage image, int slot) {
    var insns = image.bySlot();
    var insn = slot < insns.size() ? insns.get(slot) : null;
    return insn == null ? "" : ": " + Disassembler.print(insn);
  }

  private record Turn(Span span, String text) {}

  /// The last conditions on the way, in the file of the finding.
  private List<Turn> turns(ProgramImage image, Finding finding) {
    Optional<Span> place = image.lineAt(finding.slot()).map(at -> SourcePlace.of(at, sources));
    List<Turn> turns = new ArrayList<>();
    for (PathStep step : finding.path().reversed()) {
      Optional<Span> span = image.lineAt(step.slot()).map(at -> SourcePlace.of(at, sources));
      boolean shown =
          span.isPresent()
              && place.isPresent()
              && span.get().file().equals(place.get().file())
              && span.get().line() != place.get().line()
              && turns.stream().noneMatch(t -> t.span().line() == span.get().line());
      String text =
          switch (step.kind()) {
            case TAKEN, NOT_TAKEN -> "decided on the way here";
            case CALL -> "called from here";
            case CALLBACK -> "calls back from here";
            case JUMP, RETURN -> "";
          };
      if (shown && !text.isEmpty() && turns.size() < TURNS) {
        turns.addFirst(new Turn(span.get(), text));
      }
    }
    return turns;
  }
}
