// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Unmodelled;
import java.util.Set;

/// Kernel functions of the program types that the table of hooks leaves out: those that trace. They
/// have what `syscall` programs have.
final class TracingFunctions {
  private static final Set<ProgramType> TRACING =
      Set.of(
          ProgramType.KPROBE, ProgramType.TRACEPOINT, ProgramType.PERF_EVENT, ProgramType.TRACING);

  private TracingFunctions() {}

  /// The row of the tables that says what a program may call.
  static Hook hook(ProgramImage image) {
    if (image.hook().isEmpty() && !TRACING.contains(image.type())) {
      throw new Unmodelled("functions of " + image.type().kernelName() + " programs");
    }
    return image.hook().or(() -> Hooks.byName("syscall")).orElseThrow();
  }

  /// Where a program runs, in words.
  static String place(ProgramImage image) {
    return image
        .hook()
        .map(hook -> "hook `" + hook.name() + "`")
        .orElse("programs of type " + image.type().kernelName());
  }
}
