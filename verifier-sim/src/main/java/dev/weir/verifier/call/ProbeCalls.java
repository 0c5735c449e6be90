// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

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
  private static final String KERNEL_TYPES = " 46 107-108 111 121 136-140 147 162 178 188 196";
  private static final BitSet TRACEPOINTS_WITH_TYPES = parse(COMMON + KERNEL_TYPES);
  private static final BitSet ITERATORS = parse(COMMON + KERNEL_TYPES + " 126-127 150");

  /// Iterators over sockets that programs may set options of.
  private static final Set<String> SOCKET_ITERATORS = Set.of("bpf_iter_tcp", "bpf_iter_unix");

  private static final int SETSOCKOPT = 49;
  private static final int GETSOCKOPT = 57;
  private static final int GET_ATTACH_COOKIE = 174;

  private ProbeCalls() {}

  /// Whether programs of a type may call a helper; empty where that is not known.
  static Optional<Boolean> allowed(ProgramImage image, int helper) {
    return switch (image.type()) {
      case TRACING -> traced(image, helper);
      case KPROBE, TRACEPOINT, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE ->
          Optional.of(PROBES.get(helper));
      case PERF_EVENT -> Optional.of(PERF_EVENTS.get(helper));
      default -> Optional.empty();
    };
  }

  /// The signature that a helper has for a program: tracing programs hand over kernel sockets where
  /// others hand over their context.
  static Helper signature(ProgramImage image, Helper helper) {
    if (image.type() != ProgramType.TRACING) {
      return helper;
    }
    String like =
        switch (helper.name()) {
          case "sk_storage_get", "sk_storage_delete", "get_socket_cookie" -> "syscall";
          case "setsockopt", "getsockopt" -> "setsockopt";
          default -> "";
        };
    return Hooks.byName(like).flatMap(hook -> Helpers.at(hook, helper.name())).orElse(helper);
  }

  private static Optional<Boolean> traced(ProgramImage image, int helper) {
    return image
        .attachType()
        .filter(type -> type == AttachType.TRACE_RAW_TP || type == AttachType.TRACE_ITER)
        .map(type ->
            type == AttachType.TRACE_ITER
                ? iterator(image, helper)
                : TRACEPOINTS_WITH_TYPES.get(helper));
  }

  private static boolean iterator(ProgramImage image, int helper) {
    if (helper == SETSOCKOPT || helper == GETSOCKOPT) {
      return SOCKET_ITERATORS.contains(image.kernelFunction().orElse(""));
    }
    return ITERATORS.get(helper) && helper != GET_ATTACH_COOKIE;
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
