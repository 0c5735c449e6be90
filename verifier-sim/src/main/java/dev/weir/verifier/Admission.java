// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.verifier.image.KernelFunctions;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import java.util.Optional;

/// Whether a kernel takes programs of that kind at all, before it looks at the code.
///
/// @kernel v6.12 kernel/bpf/syscall.c bpf_prog_load_check_attach
final class Admission {
  private Admission() {}

  static void check(ProgramImage image, KernelModel kernel) {
    Optional<Hook> hook = image.hook();
    if (hook.isPresent()) {
      if (!kernel.version().atLeast(hook.get().since())) {
        throw new Violation(
            Rule.HOOK_UNAVAILABLE,
            "hook `" + hook.get().name() + "` came with Linux " + hook.get().since());
      }
      return;
    }
    switch (image.type()) {
      case KPROBE, TRACEPOINT, RAW_TRACEPOINT, RAW_TRACEPOINT_WRITABLE, PERF_EVENT -> {}
      case TRACING -> checkTracing(image);
      default -> throw new Unmodelled("programs of type " + image.type().kernelName());
    }
  }

  private static void checkTracing(ProgramImage image) {
    boolean known =
        image
            .attachType()
            .map(type -> type == AttachType.TRACE_RAW_TP || type == AttachType.TRACE_ITER)
            .orElse(false);
    if (!known) {
      throw new Unmodelled("programs that run around kernel functions");
    }
    String function = image.kernelFunction().orElse("");
    if (image.kernelTypes().complete() && KernelFunctions.arguments(image).isEmpty()) {
      throw new Violation(Rule.HOOK_UNAVAILABLE, "the kernel has no `" + function + "`");
    }
    boolean sleeps = image.sleepable();
    if (sleeps && !image.attachType().equals(Optional.of(AttachType.TRACE_ITER))) {
      throw new Violation(Rule.SLEEPING_CALL, "programs at tracepoints cannot sleep");
    }
  }
}
