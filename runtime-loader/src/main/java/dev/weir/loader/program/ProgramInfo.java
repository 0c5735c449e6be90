// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the kernel says about a program (`struct bpf_prog_info`).
///
/// @param id the kernel's id, as `bpftool prog` shows it
/// @param type `enum bpf_prog_type` number
/// @param translatedBytes size after the kernel's rewriting; 0 when it may not be seen
/// @param jitedBytes size of the machine code; 0 without JIT
/// @param verifiedInsns instructions the verifier followed, over all paths; 0 before Linux 5.16
/// @param runTimeNs total run time while statistics were on
/// @param runCount runs while statistics were on
public record ProgramInfo(
    int id,
    int type,
    int translatedBytes,
    int jitedBytes,
    int verifiedInsns,
    long runTimeNs,
    long runCount) {
  private static final int SIZE = 232;

  /// Asks the kernel.
  ///
  /// @param shownAs the program's name for messages
  static ProgramInfo of(Fd fd, String shownAs) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIZE, Long.BYTES);
      Bpf.Reply reply = Bpf.call(new BpfCommand.ObjInfo(fd.number(), info), arena);
      if (reply.failed()) {
        throw BpfException.refused(
            "BPF_OBJ_GET_INFO_BY_FD", reply.errno(), "describe program `" + shownAs + "`");
      }
      return new ProgramInfo(
          info.get(JAVA_INT_UNALIGNED, 4),
          info.get(JAVA_INT_UNALIGNED, 0),
          info.get(JAVA_INT_UNALIGNED, 20),
          info.get(JAVA_INT_UNALIGNED, 16),
          info.get(JAVA_INT_UNALIGNED, 216),
          info.get(JAVA_LONG_UNALIGNED, 192),
          info.get(JAVA_LONG_UNALIGNED, 200));
    }
  }
}
