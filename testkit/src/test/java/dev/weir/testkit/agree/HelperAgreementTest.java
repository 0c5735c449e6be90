// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.host.KernelRelease;
import dev.weir.testkit.fuzz.KernelJudge;
import dev.weir.testkit.fuzz.KernelVerdict;
import dev.weir.testkit.generate.Palette;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every helper of every hook, with plausible arguments and with each argument broken in turn: the
/// model's verdict is the running kernel's.
///
/// All 165,000 programs take over a minute; every eighth is judged, or all of them with
/// `-Dweir.exhaustive=true`.
@Tag("kernel")
final class HelperAgreementTest {
  private static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  private static final boolean EXHAUSTIVE = Boolean.getBoolean("weir.exhaustive");
  private static final int SHARE = 8;

  /// One hook for each column of the table of helpers.
  static Stream<Hook> hooks() {
    Set<String> seen = new HashSet<>();
    return Hooks.all().stream()
        .filter(hook -> !hook.profile().equals("lsm_cgroup") && !hook.profile().equals("syscall"))
        .filter(hook -> seen.add(hook.profile()));
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void everyHelper(Hook hook) {
    assumeTrue(KernelRelease.running().version().atLeast(KERNEL.version()), "the kernel is older");
    Palette palette = new Palette();
    List<String> differences = new ArrayList<>();
    int judged = 0;
    int setAside = 0;
    try (KernelJudge judge = open(palette)) {
      for (Helper helper : Helpers.helpersOf(hook)) {
        for (HelperPrograms.Case sample : HelperPrograms.of(hook, helper)) {
          if (EXHAUSTIVE || Math.floorMod(sample.name().hashCode(), SHARE) == 0) {
            KernelVerdict kernel = judge.judge(sample.program());
            if (!kernel.accepted() && kernel.message().isEmpty()) {
              // Maps that run programs belong to the type of the first program that uses them.
              setAside++;
            } else {
              judged++;
              compare(kernel, palette, sample).ifPresent(differences::add);
            }
          }
        }
      }
    }
    System.out.println(hook.name() + ": " + judged + " judged, " + setAside + " set aside");
    assertEquals(List.of(), differences);
  }

  private static KernelJudge open(Palette palette) {
    try {
      return KernelJudge.open(palette);
    } catch (BpfException e) {
      assumeTrue(false, "needs root: " + e.getMessage());
      throw e;
    }
  }

  private static Optional<String> compare(
      KernelVerdict kernel, Palette palette, HelperPrograms.Case sample) {
    BpfObject object = sample.program().toObject(palette);
    Verdict model = Verifier.verify(object, KERNEL).getFirst();
    boolean same =
        kernel.accepted()
            ? model.outcome() == Verdict.Outcome.ACCEPT
            : model.outcome() == Verdict.Outcome.REJECT;
    return same
        ? Optional.empty()
        : Optional.of(
            sample.name()
                + ": kernel "
                + (kernel.accepted() ? "accepts" : kernel.message())
                + ", model "
                + describe(model));
  }

  private static String describe(Verdict model) {
    return switch (model.outcome()) {
      case ACCEPT -> "accepts";
      case REJECT -> model.finding().map(Object::toString).orElse("");
      case UNKNOWN -> "knows not: " + model.reason();
    };
  }
}
