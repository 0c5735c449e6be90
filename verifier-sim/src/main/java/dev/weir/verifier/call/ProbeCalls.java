// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ProgramType;
import java.util.BitSet;
import java.util.Optional;

/// The helpers of probes and tracepoints, which are no hooks of networking: by number, measured by
/// loading a call of each into a 6.18 kernel.
///
/// @kernel v6.12 kernel/trace/bpf_trace.c bpf_tracing_func_proto
final class ProbeCalls {
  private static final String COMMON =
      "1-8 12 14-17 22 25 27 35 37 42 45 55 67 80 87-89 93-94 105-106 109 112-115 117-118 120 123"
          + " 125 130-134 141 148-149 153-154 156-158 164-165 169-177 180-182 191 194-195 197-203"
          + " 208-211";
  private static final BitSet PROBES = parse(COMMON);
  private static final BitSet PERF_EVENTS = parse(COMMON + " 56 119");

  private ProbeCalls() {}

  /// Whether programs of a type may call a helper; empty where that is not known.
  static Optional<Boolean> allowed(ProgramType type, int helper) {
    return switch (type) {
      case KPROBE, TRACEPOINT, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE ->
          Optional.of(PROBES.get(helper));
      case PERF_EVENT -> Optional.of(PERF_EVENTS.get(helper));
      default -> Optional.empty();
    };
  }

  private static BitSet parse(String ranges) {
    BitSet numbers = new BitSet();
    for (String range : ranges.split(" ", -1)) {
      String[] ends = range.split("-", 2);
      int first = Integer.parseInt(ends[0]);
      numbers.set(first, Integer.parseInt(ends[ends.length - 1]) + 1);
    }
    return numbers;
  }
}
