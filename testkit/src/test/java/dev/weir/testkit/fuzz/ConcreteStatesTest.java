// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The verifier foresees what happens: in every run of an accepted program, at every instruction,
/// the values of all registers and of the stack are within what one of the explored paths has
/// there.
///
/// `-Dweir.states.seconds=N` runs longer than the build does, `-Dweir.states.seed=N` starts at a
/// seed.
final class ConcreteStatesTest {
  private static final Palette PALETTE = new Palette();
  private static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  /// Programs with more paths are left out.
  private static final int MOST = 4_000;

  private static final int RUNS = 4;

  @Test
  void everyStateOfARunIsForeseen() {
    long seed = Long.getLong("weir.states.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("weir.states.seconds", 6) * 1_000_000_000L;
    ProgramGenerator generator =
        new ProgramGenerator(ProgramGenerator.networking(), KernelVersion.V6_18, PALETTE);
    int steps = 0;
    while (steps == 0 || System.nanoTime() < end) {
      try {
        steps += compare(generator.generate(seed));
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
      seed++;
    }
    assertTrue(steps > 0);
  }

  /// The number of instructions that were compared.
  private static int compare(FuzzProgram program) {
    Coverage coverage = new Coverage();
    ProgramImage image;
    try {
      BpfObject object = program.toObject(PALETTE);
      image = ImageBuilder.build(object, object.programs().getFirst(), KERNEL);
    } catch (LinkException e) {
      return 0;
    }
    Verdict verdict =
        Verifier.verify(
            image,
            KERNEL,
            VerifyOptions.DEFAULT
                .withListener(coverage::foresee)
                .withInstructionLimit(MOST)
                .exploringEveryPath());
    if (verdict.outcome() != Verdict.Outcome.ACCEPT) {
      return 0;
    }
    int[] steps = {0};
    List<String> surprises = new ArrayList<>();
    new VmRuns(PALETTE, KernelVersion.V6_18)
        .fault(
            program,
            RUNS,
            step -> {
              steps[0]++;
              if (surprises.isEmpty()) {
                coverage.surprise(step, image).ifPresent(surprises::add);
              }
            });
    assertEquals(List.of(), surprises, () -> "seed " + program.seed());
    return steps[0];
  }
}
