// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The running kernel's verifier prints what it knows of each register after each instruction; the
/// model must know exactly the same, bit by bit and bound by bound.
@Tag("kernel")
final class ScalarLogTest {
  private static final int PROGRAMS = Integer.getInteger("weir.scalar.programs", 400);

  @Test
  void registersAreWhatTheKernelPrints() {
    long seed = Long.getLong("weir.scalar.seed", System.nanoTime());
    assumeTrue(kernelLoads(), "needs root and bpf(2)");
    for (int i = 0; i < PROGRAMS; i++) {
      List<Insn<Reg>> program = RandomScalars.program(new Random(seed + i));
      String log = KernelLog.of(program).text();
      assertEquals("", new LogReplay(program, log).difference(), () -> "seed " + seed);
    }
  }

  private static boolean kernelLoads() {
    return !KernelLog.of(RandomScalars.program(new Random(1))).text().isEmpty();
  }
}
