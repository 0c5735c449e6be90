// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.Codec;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand.ProgLoad;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// What the running kernel says to a program.
///
/// @param accepted whether it loads
/// @param text the verifier's log, empty where none was asked for
record KernelLog(boolean accepted, String text) {
  private static final int SOCKET_FILTER = 1;
  private static final int FULL_LOG = 2;
  private static final int LOG_SIZE = 1 << 22;

  /// Loads a socket filter and keeps the log.
  static KernelLog of(List<Insn<Reg>> program) {
    return of(program, SOCKET_FILTER, 0, FULL_LOG);
  }

  /// Loads a program of any type, without a log.
  static boolean accepts(List<Insn<Reg>> program, int type, int attachType) {
    return of(program, type, attachType, 0).accepted();
  }

  private static KernelLog of(List<Insn<Reg>> program, int type, int attachType, int level) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] code = Codec.encode(program);
      MemorySegment segment = arena.allocate(code.length, Long.BYTES);
      segment.copyFrom(MemorySegment.ofArray(code));
      MemorySegment log = level == 0 ? MemorySegment.NULL : arena.allocate(LOG_SIZE);
      Bpf.Reply reply =
          Bpf.call(
              new ProgLoad(
                  type,
                  segment,
                  arena.allocateFrom("GPL"),
                  log,
                  level,
                  0,
                  "test",
                  attachType,
                  0,
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  0,
                  0,
                  MemorySegment.NULL),
              arena);
      if (!reply.failed()) {
        new Fd(reply.fd()).close();
      }
      return new KernelLog(!reply.failed(), level == 0 ? "" : log.getString(0));
    }
  }
}
