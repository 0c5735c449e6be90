// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// `bpf(2)`.
public final class Bpf {
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ATTEMPTS = 5;

  private Bpf() {}

  /// What a command answered.
  ///
  /// @param result a descriptor or 0, or a negated error number
  /// @param attr the attribute as the kernel left it
  public record Reply(long result, MemorySegment attr) {
    /// Whether the kernel refused.
    public boolean failed() {
      return result < 0;
    }

    /// The error number, positive; 0 when there is none.
    public int errno() {
      return failed() ? (int) -result : 0;
    }

    /// The result as a descriptor.
    public int fd() {
      return (int) result;
    }

    /// A 32-bit field of the answer.
    public int u32(int offset) {
      return attr.get(JAVA_INT_UNALIGNED, offset);
    }

    /// A 64-bit field of the answer.
    public long u64(int offset) {
      return attr.get(JAVA_LONG_UNALIGNED, offset);
    }
  }

  /// Gives the kernel a command, again when a signal interrupts it, and a few times when it asks to
  /// try again.
  ///
  /// @param arena holds the attribute, and so the reply
  public static Reply call(BpfCommand command, Arena arena) {
    MemorySegment attr = arena.allocate(AttrWriter.CAPACITY, Long.BYTES);
    AttrWriter writer = new AttrWriter(attr, field -> {});
    command.write(writer);
    MemorySegment state = Syscalls.state(arena);
    long result = -EAGAIN;
    for (int attempt = 0;
        result == -EINTR || (result == -EAGAIN && attempt < ATTEMPTS);
        attempt++) {
      result =
          Syscalls.call(
              state, Syscall.BPF, command.code().ordinal(), attr.address(), writer.sizeBytes());
    }
    return new Reply(result, attr);
  }

  /// Gives the kernel a command of which only the result matters.
  ///
  /// @return a descriptor or 0, or a negated error number
  public static long call(BpfCommand command) {
    try (Arena arena = Arena.ofConfined()) {
      return call(command, arena).result();
    }
  }
}
