// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.testkit.arbitrary.ProgramArbitraries;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import dev.weir.verifier.report.Rule;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class VmRunsTest {
  private static final Palette PALETTE = new Palette();

  @Provide
  Arbitrary<FuzzProgram> accepted() {
    return ProgramArbitraries.accepted(KernelVersion.V6_18, ProgramGenerator.networking())
        .filter(program -> !iteratorAtFrameEnd(program));
  }

  /// What kernels before 7.0 accept by mistake although it reads past the stack: the end of the
  /// frame taken for an iterator.
  private static boolean iteratorAtFrameEnd(FuzzProgram program) {
    Opinion later = new ModelJudge(PALETTE, KernelVersion.V7_3).apply(program);
    return later.code().equals(Rule.ITERATOR_ARGUMENT.code());
  }

  @Property(tries = 60)
  void acceptedProgramsNeverFault(@ForAll("accepted") FuzzProgram program) {
    assertEquals(
        Optional.empty(),
        new VmRuns(PALETTE, KernelVersion.V6_18).fault(program, 3),
        () -> "seed " + program.seed());
  }
}
