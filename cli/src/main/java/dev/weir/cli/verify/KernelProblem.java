// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Unit;
import dev.weir.cli.load.ProgramVerdict;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.verifier.explain.Report;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.log.KernelReports;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Unmodelled;
import java.util.List;

/// What the running kernel refused, told as the model tells its rejections.
public final class KernelProblem {
  private KernelProblem() {}

  /// The problems of all refused programs.
  public static List<Problem> of(Unit unit, List<ProgramVerdict> verdicts) {
    return verdicts.stream()
        .flatMap(v -> v.refusal().map(refusal -> of(unit, v.program(), refusal)).stream())
        .distinct()
        .toList();
  }

  /// The problem of a load that was refused, told of the program that the refusal names.
  public static Problem of(Unit unit, LoaderException refusal) {
    return unit.object().programs().stream()
        .filter(program -> refusal.problem().message().contains("`" + program.name() + "`"))
        .findFirst()
        .map(program -> of(unit, program, refusal))
        .orElseGet(refusal::problem);
  }

  private static Problem of(Unit unit, Program program, LoaderException refusal) {
    return refusal instanceof BpfException refused && !refused.log().isEmpty()
        ? report(unit, program, refused).problem(unit.sources())
        : refusal.problem();
  }

  private static Report report(Unit unit, Program program, BpfException refused) {
    String code = refused.problem().code();
    KernelRelease running = KernelRelease.running();
    try {
      KernelModel kernel = KernelModel.of(running.version());
      return KernelReports.of(refused.log(), image(unit.placed(), program, kernel), kernel, code);
    } catch (LinkException | Unmodelled _) {
      return KernelReports.of(refused.log(), program.name(), "Linux " + running.release(), code);
    }
  }

  private static ProgramImage image(Unit unit, Program program, KernelModel kernel)
      throws LinkException {
    Program placed =
        unit.object().programs().stream()
            .filter(p -> p.name().equals(program.name()))
            .findFirst()
            .orElse(program);
    return ImageBuilder.build(unit.object(), placed, kernel);
  }
}
