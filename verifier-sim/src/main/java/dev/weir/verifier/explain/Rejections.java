// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.verifier.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verdicts that are not acceptance, as problems in the user's own lines.
public final class Rejections {
  /// The code of a program that the model has no verdict on.
  public static final String NOT_JUDGED = "W0010";

  private Rejections() {}

  /// The problems of all that are not accepted; what several kernels say alike is told once.
  public static List<Problem> of(List<Verdict> verdicts, List<SourceFile> sources) {
    Map<Object, List<Verdict>> alike = new LinkedHashMap<>();
    for (Verdict verdict : verdicts) {
      if (!verdict.accepted()) {
        Object said =
            Reporter.of(verdict)
                .<Object>map(report -> report.judgedBy(""))
                .orElseGet(() -> List.of(verdict.program(), verdict.reason()));
        alike.computeIfAbsent(said, _ -> new ArrayList<>()).add(verdict);
      }
    }
    return alike.values().stream().map(group -> problem(group, sources)).toList();
  }

  /// The problem; empty when the program is accepted.
  public static Optional<Problem> of(Verdict verdict, List<SourceFile> sources) {
    return of(List.of(verdict), sources).stream().findFirst();
  }

  private static Problem problem(List<Verdict> alike, List<SourceFile> sources) {
    Verdict verdict = alike.getFirst();
    String kernels =
        "Linux " + joined(alike.stream().map(v -> v.kernel().version().toString()).toList());
    return Reporter.of(verdict)
        .map(report -> report.judgedBy(kernels).problem(sources))
        .orElseGet(() ->
            Problem.error(
                NOT_JUDGED,
                "program `"
                    + verdict.program()
                    + "` on "
                    + kernels
                    + " cannot be judged: "
                    + verdict.reason()));
  }

  private static String joined(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
