// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.BpfCommand.ProgTestRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Runs a loaded program on given data in the kernel (`BPF_PROG_TEST_RUN`).
public final class TestRun {
  /// Room for what a program may push before a packet or append to it.
  private static final int SPARE = 512;

  private TestRun() {}

  /// What a run gave.
  ///
  /// @param retval the program's result
  /// @param dataOut the packet afterwards; empty for programs without one
  /// @param contextOut the context afterwards; empty when none was given
  /// @param durationNs mean nanoseconds of a run
  public record Result(int retval, byte[] dataOut, byte[] contextOut, int durationNs) {}

  /// Runs a program once on a packet.
  ///
  /// @param data the packet, from the Ethernet header
  public static Result run(LoadedProgram program, byte[] data) {
    return run(program, data, new byte[0], 1);
  }

  /// Runs a program.
  ///
  /// @param data the packet, from the Ethernet header; at least 14 bytes for packet programs, empty
  ///   for syscall programs
  /// @param context the context structure, empty for a zero one; for packets `struct __sk_buff` or
  ///   `struct xdp_md`, of which few fields may be set
  /// @param repeat how often, at least 1; syscall programs run once
  /// @throws BpfException when the kernel cannot run this type, or refuses the data
  public static Result run(LoadedProgram program, byte[] data, byte[] context, int repeat) {
    boolean syscall = program.type() == ProgramType.SYSCALL;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment dataOut =
          data.length == 0
              ? MemorySegment.NULL
              : arena.allocate((long) data.length + SPARE, Long.BYTES);
      MemorySegment contextIn = copy(arena, context);
      MemorySegment contextOut =
          syscall || context.length == 0
              ? MemorySegment.NULL
              : arena.allocate(context.length, Long.BYTES);
      Bpf.Reply reply =
          Bpf.call(
              new ProgTestRun(
                  program.fd().number(),
                  copy(arena, data),
                  dataOut,
                  contextIn,
                  contextOut,
                  syscall ? 0 : repeat),
              arena);
      if (reply.failed()) {
        throw BpfException.refused(
            BpfCommand.Code.PROG_TEST_RUN.constant(),
            reply.errno(),
            "run program `"
                + program.name()
                + "` ("
                + program.type().kernelName()
                + ") on test data");
      }
      int dataSize = reply.u32(ProgTestRun.DATA_SIZE_OUT_OFFSET);
      int contextSize = reply.u32(ProgTestRun.CONTEXT_SIZE_OUT_OFFSET);
      return new Result(
          reply.u32(ProgTestRun.RETVAL_OFFSET),
          data.length == 0 ? data : dataOut.asSlice(0, dataSize).toArray(JAVA_BYTE),
          syscall
              ? contextIn.toArray(JAVA_BYTE)
              : contextOut.asSlice(0, contextSize).toArray(JAVA_BYTE),
          reply.u32(ProgTestRun.DURATION_OFFSET));
    }
  }

  private static MemorySegment copy(Arena arena, byte[] bytes) {
    if (bytes.length == 0) {
      return MemorySegment.NULL;
    }
    MemorySegment segment = arena.allocate(bytes.length, Long.BYTES);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return segment;
  }
}
