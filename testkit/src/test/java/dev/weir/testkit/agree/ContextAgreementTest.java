// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.loader.host.KernelRelease;
import dev.weir.verifier.memory.Loads;
import dev.weir.verifier.memory.Stores;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.RegState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every load and store of every width at every offset of every hook's context: the model permits
/// what the running kernel does.
@Tag("kernel")
final class ContextAgreementTest {
  private static final int MARGIN = 8;

  static Stream<Hook> hooks() {
    return Hooks.all().stream().filter(h -> !h.context().fields().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("hooks")
  void everyAccess(Hook hook) {
    assumeTrue(
        KernelRelease.running().version().atLeast(hook.since()), "the kernel lacks the hook");
    assumeTrue(accepts(hook, new Insn.Mov<>(Width.W64, Reg.R2, Operand.imm(0))), "needs root");
    List<String> differences = new ArrayList<>();
    for (int offset = -MARGIN; offset < hook.context().sizeBytes() + MARGIN; offset++) {
      for (MemSize size : MemSize.values()) {
        for (Insn<Reg> access : accesses(size, (short) offset)) {
          boolean kernel = accepts(hook, access);
          if (kernel != permits(hook, access)) {
            differences.add((kernel ? "the kernel permits " : "the kernel refuses ") + access);
          }
        }
      }
    }
    assertEquals(List.of(), differences);
  }

  private static List<Insn<Reg>> accesses(MemSize size, short offset) {
    List<Insn<Reg>> accesses = new ArrayList<>();
    accesses.add(new Insn.Load<>(size, false, Reg.R2, Reg.R1, offset));
    if (size != MemSize.DW) {
      accesses.add(new Insn.Load<>(size, true, Reg.R2, Reg.R1, offset));
    }
    accesses.add(new Insn.Store<>(size, Reg.R1, offset, Operand.imm(0)));
    accesses.add(new Insn.Store<>(size, Reg.R1, offset, Operand.reg(Reg.R3)));
    return accesses;
  }

  private static boolean accepts(Hook hook, Insn<Reg> access) {
    int result = (int) Math.max(0, hook.returns().min());
    return KernelLog.accepts(
        List.of(
            new Insn.Mov<>(Width.W64, Reg.R3, Operand.imm(0)),
            access,
            new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(result)),
            new Insn.Exit<>()),
        hook.program().number(),
        hook.attach().map(AttachType::number).orElse(0));
  }

  private static boolean permits(Hook hook, Insn<Reg> access) {
    LoneWalk walk = new LoneWalk(hook);
    walk.frame().set(3, RegState.ZERO);
    try {
      if (access instanceof Insn.Load<Reg>) {
        Loads.execute(walk, access);
      } else {
        Stores.execute(walk, access);
      }
      return true;
    } catch (Violation refused) {
      return false;
    }
  }
}
