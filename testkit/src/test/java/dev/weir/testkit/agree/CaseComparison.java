// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
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
import java.util.Set;
import java.util.stream.Stream;

/// Has programs of one call judged by the running kernel and by the model, and gathers those that
/// they differ about.
final class CaseComparison implements AutoCloseable {
  static final KernelModel KERNEL = KernelModel.of(KernelVersion.V6_18);

  private final Palette palette = new Palette();
  private final KernelJudge judge;
  private final List<String> differences = new ArrayList<>();
  private int judged;
  private int accepted;
  private int setAside;
  private int unknown;

  private CaseComparison() {
    this.judge = KernelJudge.open(palette);
  }

  /// A comparison; the test is skipped where the kernel is too old or may not be asked.
  static CaseComparison open() {
    assumeTrue(KernelRelease.running().version().atLeast(KERNEL.version()), "the kernel is older");
    try {
      return new CaseComparison();
    } catch (BpfException e) {
      assumeTrue(false, "needs root: " + e.getMessage());
      throw e;
    }
  }

  /// One hook for each column of the tables of helpers and kernel functions.
  static Stream<Hook> hooks() {
    Set<String> seen = new HashSet<>();
    return Hooks.all().stream()
        .filter(hook -> !hook.profile().equals("lsm_cgroup") && !hook.profile().equals("syscall"))
        .filter(hook -> seen.add(hook.profile()));
  }

  /// Whether the running kernel has a function of that name.
  boolean offers(String kfunc) {
    return judge.offers(kfunc);
  }

  /// Judges one program.
  void judge(CallCode.Case sample) {
    KernelVerdict kernel = judge.judge(sample.program());
    if (!kernel.accepted() && kernel.message().isEmpty()) {
      // Maps that run programs belong to the type of the first program that uses them.
      setAside++;
      return;
    }
    Verdict model = Verifier.verify(sample.program().toObject(palette), KERNEL).getFirst();
    if (model.outcome() == Verdict.Outcome.UNKNOWN && sample.mayBeUnknown()) {
      unknown++;
      return;
    }
    judged++;
    accepted += kernel.accepted() ? 1 : 0;
    Verdict.Outcome expected = kernel.accepted() ? Verdict.Outcome.ACCEPT : Verdict.Outcome.REJECT;
    if (model.outcome() != expected) {
      differences.add(
          sample.name()
              + ": kernel "
              + (kernel.accepted() ? "accepts" : kernel.message())
              + ", model "
              + describe(model));
    }
  }

  private static String describe(Verdict model) {
    return switch (model.outcome()) {
      case ACCEPT -> "accepts";
      case REJECT -> model.finding().map(Object::toString).orElse("");
      case UNKNOWN -> "knows not: " + model.reason();
    };
  }

  /// The programs about which kernel and model differ.
  List<String> differences() {
    return List.copyOf(differences);
  }

  @Override
  public String toString() {
    return judged
        + " judged, "
        + accepted
        + " accepted, "
        + setAside
        + " set aside, "
        + unknown
        + " not modelled";
  }

  @Override
  public void close() {
    judge.close();
  }
}
