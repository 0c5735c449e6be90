// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.arbitrary;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.testkit.fuzz.ModelJudge;
import dev.weir.testkit.fuzz.Opinion.Decision;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Random programs, made of the idioms of real ones.
///
/// They do not shrink: what `weir fuzz` finds is made small by its own means.
public final class ProgramArbitraries {
  private static final int MISSES = 10_000;

  private ProgramArbitraries() {}

  /// Programs of all networking hooks, about half of which a kernel accepts.
  public static Arbitrary<FuzzProgram> programs(KernelVersion kernel) {
    return programs(kernel, ProgramGenerator.networking());
  }

  /// Programs of some hooks, about half of which a kernel accepts.
  public static Arbitrary<FuzzProgram> programs(KernelVersion kernel, List<Hook> hooks) {
    ProgramGenerator generator = new ProgramGenerator(hooks, kernel, new Palette());
    return Arbitraries.longs()
        .withDistribution(net.jqwik.api.RandomDistribution.uniform())
        .dontShrink()
        .map(generator::generate);
  }

  /// Programs of some hooks that a kernel accepts, by the verifier model.
  public static Arbitrary<FuzzProgram> accepted(KernelVersion kernel, List<Hook> hooks) {
    ModelJudge model = new ModelJudge(new Palette(), kernel);
    return programs(kernel, hooks)
        .filter(MISSES, program -> model.apply(program).decision() == Decision.ACCEPT);
  }

  /// Objects with one program that a kernel accepts, by the verifier model.
  public static Arbitrary<BpfObject> objects(KernelVersion kernel, List<Hook> hooks) {
    Palette palette = new Palette();
    return accepted(kernel, hooks).map(program -> program.toObject(palette));
  }
}
