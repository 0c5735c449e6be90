// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.verify;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Program;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks the model about programs.
///
/// @param object holds the programs
/// @param kernelTypes a kernel's own types, in place of the bundled ones
/// @param states whether to keep what is known before each instruction
public record Judgement(BpfObject object, Optional<KernelTypes> kernelTypes, boolean states) {
  /// With the bundled types.
  public static Judgement of(BpfObject object) {
    return new Judgement(object, Optional.empty(), false);
  }

  /// The verdicts for a kernel, in the order of the programs.
  public List<Judged> on(KernelVersion version, List<Program> programs) {
    KernelModel kernel = KernelModel.of(version);
    ImageBuilder images =
        ImageBuilder.of(object, kernel, kernelTypes.orElseGet(() -> KernelTypes.of(version)));
    List<Judged> judged = new ArrayList<>();
    for (Program program : programs) {
      try {
        judged.add(judge(program, images.build(program), kernel));
      } catch (LinkException e) {
        judged.add(
            new Judged(program, Verdict.unlinked(program.name(), kernel, e), Optional.empty()));
      }
    }
    return judged;
  }

  private Judged judge(Program program, ProgramImage image, KernelModel kernel) {
    if (!states) {
      return new Judged(
          program, Verifier.verify(image, kernel, VerifyOptions.DEFAULT), Optional.empty());
    }
    StateRecord record = new StateRecord();
    Verdict verdict =
        Verifier.verify(image, kernel, VerifyOptions.DEFAULT.withListener(record::before));
    return new Judged(program, verdict, Optional.of(record));
  }
}
