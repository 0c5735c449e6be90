// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import java.util.Optional;
import java.util.Set;

/// Kernel functions of the program types that the table of hooks leaves out: those that trace.
///
/// @kernel v6.18 kernel/bpf/btf.c bpf_prog_type_to_kfunc_hook
final class TracingFunctions {
  /// Types that have what `syscall` programs have, but for the functions listed next.
  private static final Set<ProgramType> TRACING =
      Set.of(
          ProgramType.TRACEPOINT,
          ProgramType.PERF_EVENT,
          ProgramType.RAW_TRACEPOINT,
          ProgramType.TRACING);

  private static final Set<String> SYSCALL_ONLY =
      Set.of("bpf_crypto_ctx_acquire", "bpf_crypto_ctx_create", "bpf_crypto_ctx_release");
  private static final Set<String> TRACING_ONLY = Set.of("bpf_dynptr_from_skb");
  private static final Set<String> ITERATORS_ONLY = Set.of("bpf_sock_destroy");

  /// Hooks that stand for what tracing programs, and all programs, may call.
  private static final Hook SYSCALL = Hooks.byName("syscall").orElseThrow();

  private static final Hook COMMON = Hooks.byName("sk_lookup").orElseThrow();

  /// Tracepoints and samples became tracing programs in this respect.
  private static final KernelVersion TRACEPOINTS = new KernelVersion(6, 12);

  private static final KernelVersion RAW_TRACEPOINTS = new KernelVersion(7, 0);

  private TracingFunctions() {}

  /// The first kernel in which a program may call a function; empty where none is.
  static Optional<KernelVersion> since(Kfunc kfunc, ProgramImage image) {
    if (image.hook().isPresent()) {
      return Kfuncs.since(kfunc, image.hook().get());
    }
    if (!TRACING.contains(image.type())) {
      return Kfuncs.since(kfunc, COMMON);
    }
    boolean iterator = image.attachType().equals(Optional.of(AttachType.TRACE_ITER));
    boolean own =
        TRACING_ONLY.contains(kfunc.name()) || (iterator && ITERATORS_ONLY.contains(kfunc.name()));
    boolean shared = Kfuncs.allowed(kfunc, SYSCALL) && !SYSCALL_ONLY.contains(kfunc.name());
    if (!own && !shared) {
      return Optional.empty();
    }
    boolean late = image.type() != ProgramType.TRACING && !Kfuncs.allowed(kfunc, COMMON);
    KernelVersion joined =
        image.type() == ProgramType.RAW_TRACEPOINT ? RAW_TRACEPOINTS : TRACEPOINTS;
    return Optional.of(late ? kfunc.since().max(joined) : kfunc.since());
  }

  /// Where a program runs, in words.
  static String place(ProgramImage image) {
    return image
        .hook()
        .map(hook -> "hook `" + hook.name() + "`")
        .orElse("programs of type " + image.type().kernelName());
  }
}
