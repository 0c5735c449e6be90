// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.testkit.arbitrary.ProgramArbitraries;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class VmRunsTest {
  private static final Palette PALETTE = new Palette();

  @Provide
  Arbitrary<FuzzProgram> accepted() {
    // Broken ones may meet what 6.18 accepts by mistake: an iterator at the end of the frame.
    return ProgramArbitraries.accepted(KernelVersion.V6_18, ProgramGenerator.networking())
        .filter(program -> program.changes().isEmpty());
  }

  @Property(tries = 60)
  void acceptedProgramsNeverFault(@ForAll("accepted") FuzzProgram program) {
    assertEquals(
        Optional.empty(),
        new VmRuns(PALETTE, KernelVersion.V6_18).fault(program, 3),
        () -> "seed " + program.seed());
  }
}
