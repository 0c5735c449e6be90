// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand.ProgLoad;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The running kernel's verifier prints what it knows of each register after each instruction; the
/// model must know exactly the same, bit by bit and bound by bound.
@Tag("kernel")
final class ScalarLogTest {
  private static final int SOCKET_FILTER = 1;
  private static final int FULL_LOG = 2;
  private static final int LOG_SIZE = 1 << 22;
  private static final int PROGRAMS = Integer.getInteger("weir.scalar.programs", 400);

  @Test
  void registersAreWhatTheKernelPrints() {
    long seed = Long.getLong("weir.scalar.seed", System.nanoTime());
    assumeTrue(kernelLoads(), "needs root and bpf(2)");
    for (int i = 0; i < PROGRAMS; i++) {
      List<Insn<Reg>> program = RandomScalars.program(new Random(seed + i));
      String log = log(program);
      assertEquals("", new LogReplay(program, log).difference(), () -> "seed " + seed);
    }
  }

  private static boolean kernelLoads() {
    return !log(RandomScalars.program(new Random(1))).isEmpty();
  }

  private static String log(List<Insn<Reg>> program) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] code = Codec.encode(program);
      MemorySegment segment = arena.allocate(code.length, Long.BYTES);
      segment.copyFrom(MemorySegment.ofArray(code));
      MemorySegment log = arena.allocate(LOG_SIZE);
      Bpf.Reply reply =
          Bpf.call(
              new ProgLoad(
                  SOCKET_FILTER,
                  segment,
                  arena.allocateFrom("GPL"),
                  log,
                  FULL_LOG,
                  0,
                  "scalars",
                  0,
                  0,
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  0,
                  0,
                  MemorySegment.NULL),
              arena);
      if (!reply.failed()) {
        new dev.weir.loader.sys.Fd(reply.fd()).close();
      }
      return log.getString(0);
    }
  }
}
