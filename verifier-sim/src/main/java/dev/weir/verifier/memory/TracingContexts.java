// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;

/// Contexts without fields of their own: registers, arguments of tracepoints, a caller's buffer.
///
/// @kernel v6.12 kernel/trace/bpf_trace.c, kernel/bpf/syscall.c syscall_prog_is_valid_access
final class TracingContexts {
  /// Bytes of `struct pt_regs` on x86-64.
  private static final int REGISTERS = 168;

  /// The registers, then two fields of a sample.
  private static final int SAMPLE = REGISTERS + 16;

  /// Twelve arguments of eight bytes.
  private static final int ARGUMENTS = 96;

  /// The largest tracepoint record; the first eight bytes are the kernel's.
  private static final int RECORD = 8192;

  private static final int RECORD_HEADER = 8;

  /// The largest argument of a `syscall` program.
  private static final int CALLER_BUFFER = 0xffff;

  private TracingContexts() {}

  /// Whether a program type has such a context.
  static boolean covers(ProgramType type) {
    return switch (type) {
      case KPROBE, TRACEPOINT, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, PERF_EVENT, SYSCALL -> true;
      default -> false;
    };
  }

  /// What a load yields.
  static RegState value(Access access, int offset) {
    ProgramType type = access.walk().image().type();
    boolean buffer =
        type == ProgramType.RAW_TRACEPOINT_WRITABLE && offset == 0 && access.size() == 8;
    if (buffer) {
      return RegState.pointer(RegType.TP_BUFFER);
    }
    check(access, offset, type);
    return RegState.UNKNOWN;
  }

  /// Demands that a store is permitted.
  static void store(Access access, int offset) {
    ProgramType type = access.walk().image().type();
    if (type == ProgramType.KPROBE) {
      throw new Unmodelled("stores to a probe's registers");
    }
    if (type != ProgramType.SYSCALL) {
      throw access.refused(Rule.CONTEXT_FIELD, ", which such programs may only read");
    }
    check(access, offset, type);
  }

  private static void check(Access access, int offset, ProgramType type) {
    int size = access.size();
    boolean aligned = offset % size == 0;
    boolean unaligned = access.walk().kernel().has(Behaviour.MOVED_CONTEXT);
    boolean fine =
        switch (type) {
          case KPROBE -> aligned && offset >= 0 && offset + size <= REGISTERS;
          case TRACEPOINT -> aligned && offset >= RECORD_HEADER && offset < RECORD;
          case RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE ->
              aligned && offset >= 0 && offset < ARGUMENTS;
          case SYSCALL -> (aligned || unaligned) && offset >= 0 && offset < CALLER_BUFFER;
          default ->
              aligned && offset >= 0 && offset < SAMPLE && (size == 8 || offset >= REGISTERS);
        };
    if (!fine) {
      throw access.refused(
          Rule.CONTEXT_FIELD, ", which a " + type.kernelName() + " program's context has not");
    }
  }
}
