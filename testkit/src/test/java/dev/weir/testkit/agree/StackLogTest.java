// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What the running kernel knows of values that went through the stack, and where it refuses an
/// access, the model knows and refuses too.
@Tag("kernel")
final class StackLogTest {
  private static final int PROGRAMS = Integer.getInteger("weir.stack.programs", 600);

  @Test
  void fillsAreWhatTheKernelPrints() {
    long seed = Long.getLong("weir.stack.seed", System.nanoTime());
    boolean usable = !KernelLog.of(RandomStack.program(new Random(1))).text().isEmpty();
    assumeTrue(usable, "needs root and bpf(2)");
    int accepted = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      List<Insn<Reg>> program = RandomStack.program(new Random(seed + i));
      KernelLog kernel = KernelLog.of(program);
      LogReplay replay = new LogReplay(program, kernel.text());
      String where = "seed " + (seed + i);
      assertEquals("", replay.difference(), where);
      assertEquals(kernel.accepted(), !replay.refused(), () -> where + "\n" + kernel.text());
      accepted += kernel.accepted() ? 1 : 0;
    }
    assertTrue(accepted > PROGRAMS / 10, "too few programs load: " + accepted);
  }
}
