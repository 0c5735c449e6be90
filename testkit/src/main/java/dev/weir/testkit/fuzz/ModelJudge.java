// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.fuzz.Opinion.Decision;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Unmodelled;
import java.util.Optional;
import java.util.function.Function;

/// The verifier model as a judge of random programs.
public final class ModelJudge implements Function<FuzzProgram, Opinion> {
  private final Palette palette;
  private final KernelModel kernel;

  /// A judge that stands for a kernel.
  public ModelJudge(Palette palette, KernelVersion kernel) {
    this(palette, KernelModel.of(kernel));
  }

  /// A judge that stands for a kernel on some machine.
  public ModelJudge(Palette palette, KernelModel kernel) {
    this.palette = palette;
    this.kernel = kernel;
  }

  /// The verdict; a failure of the model is one too.
  @Override
  @SuppressWarnings("IllegalCatch") // what goes wrong in the model is what campaigns look for
  public Opinion apply(FuzzProgram program) {
    long start = System.nanoTime();
    try {
      BpfObject object = program.toObject(palette);
      ProgramImage image = ImageBuilder.build(object, object.programs().getFirst(), kernel);
      Verdict verdict = Verifier.verify(image, kernel, VerifyOptions.DEFAULT.rethrowing());
      return opinion(verdict, System.nanoTime() - start);
    } catch (LinkException | Unmodelled e) {
      return without(Decision.UNKNOWN, text(e), start);
    } catch (RuntimeException | StackOverflowError e) {
      return without(Decision.FAULT, text(e), start);
    }
  }

  private static Opinion opinion(Verdict verdict, long nanos) {
    Optional<Finding> finding = verdict.finding();
    return new Opinion(
        switch (verdict.outcome()) {
          case ACCEPT -> Decision.ACCEPT;
          case REJECT -> Decision.REJECT;
          case UNKNOWN -> Decision.UNKNOWN;
        },
        finding.map(f -> f.rule().code()).orElse(""),
        finding.map(Finding::message).orElse(verdict.reason()),
        finding.map(Finding::slot).orElse(0),
        verdict.cost().instructions(),
        nanos);
  }

  private static Opinion without(Decision decision, String message, long start) {
    return new Opinion(decision, "", message, 0, 0, System.nanoTime() - start);
  }

  /// The innermost cause and where it arose, which tell causes apart.
  private static String text(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    StackTraceElement[] trace = cause.getStackTrace();
    String place =
        trace.length == 0 ? "" : " in " + trace[0].getFileName() + ":" + trace[0].getLineNumber();
    return cause + place;
  }
}
