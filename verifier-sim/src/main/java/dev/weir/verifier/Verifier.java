// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Program;
import dev.weir.verifier.Verdict.Outcome;
import dev.weir.verifier.explore.Exploration;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.structure.Misplaced;
import dev.weir.verifier.structure.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says whether a kernel accepts a program, as that kernel's verifier would.
public final class Verifier {
  private final ProgramImage image;
  private final KernelModel kernel;
  private final VerifyOptions options;
  private final long start = System.nanoTime();
  private @Nullable Structure structure;
  private @Nullable Exploration exploration;

  private Verifier(ProgramImage image, KernelModel kernel, VerifyOptions options) {
    this.image = options.strictAlignment() ? strict(image) : image;
    this.kernel = kernel;
    this.options = options;
  }

  /// The verdicts on all programs of an object, in its order.
  public static List<Verdict> verify(BpfObject object, KernelModel kernel) {
    ImageBuilder images = ImageBuilder.of(object, kernel);
    List<Verdict> verdicts = new ArrayList<>();
    for (Program program : object.programs()) {
      verdicts.add(verify(images, program, kernel));
    }
    return verdicts;
  }

  private static Verdict verify(ImageBuilder images, Program program, KernelModel kernel) {
    try {
      return verify(images.build(program), kernel, VerifyOptions.DEFAULT);
    } catch (LinkException e) {
      return unlinked(program, kernel, e.message());
    } catch (Unmodelled e) {
      return unlinked(program, kernel, "the model does not know " + e.getMessage());
    }
  }

  private static Verdict unlinked(Program program, KernelModel kernel, String reason) {
    return new Verdict(
        program.name(),
        Optional.empty(),
        kernel,
        Outcome.UNKNOWN,
        reason,
        Optional.empty(),
        Cost.NONE,
        0);
  }

  /// The verdict on a program.
  public static Verdict verify(ProgramImage image, KernelModel kernel, VerifyOptions options) {
    return new Verifier(image, kernel, options).run();
  }

  private static ProgramImage strict(ProgramImage image) {
    return new ProgramImage(
        image.object(),
        image.name(),
        image.license(),
        image.type(),
        image.attachType(),
        image.hook(),
        image.loadFlags() | ProgramImage.STRICT_ALIGNMENT,
        image.kernelFunction(),
        image.insns(),
        image.functions(),
        image.references(),
        image.maps(),
        image.types(),
        image.lines(),
        image.kernelTypes());
  }

  @SuppressWarnings("IllegalCatch") // a fault of the model is a verdict of its own for users
  private Verdict run() {
    try {
      Admission.check(image, kernel);
      structure = Structure.of(image, kernel);
      exploration =
          new Exploration(
              image,
              kernel,
              structure,
              options.listener(),
              options.everyPath(),
              options.instructionLimit());
      exploration.run();
      return verdict(Outcome.ACCEPT, "", Optional.empty());
    } catch (Violation violation) {
      return verdict(Outcome.REJECT, "", Optional.of(onPath(violation)));
    } catch (Misplaced misplaced) {
      return verdict(Outcome.REJECT, "", Optional.of(inCode(misplaced)));
    } catch (Unmodelled unmodelled) {
      return verdict(
          Outcome.UNKNOWN, "the model does not know " + unmodelled.getMessage(), Optional.empty());
    } catch (RuntimeException fault) {
      if (options.rethrow()) {
        throw new IllegalStateException("the model fails" + at(), fault);
      }
      return verdict(
          Outcome.UNKNOWN,
          "the model itself failed" + at() + ", which is a bug: " + fault,
          Optional.empty());
    }
  }

  private String at() {
    return exploration == null ? "" : " at instruction " + exploration.slot();
  }

  private Finding onPath(Violation violation) {
    Exploration at = exploration;
    return at == null
        ? new Finding(
            violation.rule(),
            violation.message(),
            violation.evidence(),
            0,
            List.of(),
            List.of(),
            Optional.empty())
        : new Finding(
            violation.rule(),
            violation.message(),
            violation.evidence(),
            at.slot(),
            at.steps(),
            at.way(),
            Optional.of(at.state()));
  }

  private static Finding inCode(Misplaced misplaced) {
    return new Finding(
        misplaced.rule(),
        Objects.requireNonNullElse(misplaced.getMessage(), ""),
        misplaced.evidence(),
        misplaced.slot(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private Verdict verdict(Outcome outcome, String reason, Optional<Finding> finding) {
    Cost cost =
        structure == null || exploration == null
            ? Cost.NONE
            : Costs.of(image, structure, exploration.counts());
    return new Verdict(
        image.name(),
        Optional.of(image),
        kernel,
        outcome,
        reason,
        finding,
        cost,
        System.nanoTime() - start);
  }
}
