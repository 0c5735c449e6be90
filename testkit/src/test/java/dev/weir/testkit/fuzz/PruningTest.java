// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Leaving a path where an earlier state covers the present one hides nothing: the verdict is that
/// of following every path to its end.
///
/// `-Dweir.pruning.seconds=N` runs longer than the build does for each kernel,
/// `-Dweir.pruning.seed=N` starts at a seed.
final class PruningTest {
  private static final Palette PALETTE = new Palette();

  /// Programs with more paths are left out.
  private static final int MOST = 30_000;

  /// What following every path ends with where there are too many, as in loops.
  private static final Set<Rule> LIMITS = EnumSet.of(Rule.TOO_COMPLEX, Rule.TOO_MANY_BRANCHES);

  static List<KernelVersion> kernels() {
    return KernelVersion.TARGETS;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theVerdictIsThatOfEveryPath(KernelVersion version) {
    KernelModel kernel = KernelModel.of(version);
    long seed = Long.getLong("weir.pruning.seed", System.nanoTime());
    long end = System.nanoTime() + Long.getLong("weir.pruning.seconds", 2) * 1_000_000_000L;
    ProgramGenerator generator =
        new ProgramGenerator(ProgramGenerator.networking(), version, PALETTE);
    int compared = 0;
    for (; compared == 0 || System.nanoTime() < end; seed++) {
      compared += compare(generator.generate(seed), kernel) ? 1 : 0;
    }
  }

  private static boolean compare(FuzzProgram program, KernelModel kernel) {
    ProgramImage image;
    try {
      BpfObject object = program.toObject(PALETTE);
      image = ImageBuilder.build(object, object.programs().getFirst(), kernel);
    } catch (LinkException e) {
      return false;
    }
    VerifyOptions every = VerifyOptions.DEFAULT.withInstructionLimit(MOST).exploringEveryPath();
    Verdict whole = Verifier.verify(image, kernel, every);
    if (whole.finding().filter(finding -> LIMITS.contains(finding.rule())).isPresent()) {
      return false;
    }
    Verdict pruned = Verifier.verify(image, kernel, VerifyOptions.DEFAULT);
    if (!kernel.has(Behaviour.ENDLESS_LOOPS_EXACT)
        && pruned.finding().filter(f -> f.rule() == Rule.INFINITE_LOOP).isPresent()) {
      return false; // these kernels take a loop around a call for one that never ends
    }
    assertEquals(whole.outcome(), pruned.outcome(), () -> "seed " + program.seed());
    return true;
  }
}
