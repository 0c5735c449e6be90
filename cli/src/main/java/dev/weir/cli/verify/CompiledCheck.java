// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.cli.io.Unit;
import dev.weir.verifier.explain.Rejections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Holds what was just compiled against the promise that it loads: on the oldest kernel it is for,
/// and on the newest.
public final class CompiledCheck {
  private CompiledCheck() {}

  /// What speaks against it: errors for rejections, a warning for what cannot be judged. A program
  /// that both kernels reject is told once.
  public static List<Problem> of(Unit unit, KernelVersion target) {
    Unit placed = unit.placed();
    List<Problem> problems = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (KernelVersion kernel : List.of(target, KernelVersion.TARGETS.getLast())) {
      for (Judged judged : Judgement.of(placed.object()).on(kernel, placed.object().programs())) {
        Optional<Problem> problem = Rejections.of(judged.verdict(), unit.sources());
        if (problem.isPresent() && !told.contains(judged.program().name())) {
          told.add(judged.program().name());
          problems.add(
              judged.word().equals("rejected") ? problem.get() : problem.get().asWarning());
        }
      }
    }
    return problems;
  }
}
