// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.verifier.explore.Listener;
import org.jspecify.annotations.Nullable;

/// How to verify.
///
/// @param listener hears of every state, when not null; makes verification slower
/// @param instructionLimit how many instructions may be processed
/// @param strictAlignment whether every access must be aligned to its size, as
///   `BPF_F_STRICT_ALIGNMENT` asks
/// @param everyPath whether every path is explored to its end, also where its states are covered by
///   earlier ones; for tests: few programs with loops end within the limit
/// @param rethrow whether a fault of the model itself is thrown instead of being a verdict of its
///   own; for tests
public record VerifyOptions(
    @Nullable Listener listener,
    int instructionLimit,
    boolean strictAlignment,
    boolean everyPath,
    boolean rethrow) {
  /// The kernel's limit.
  public static final int KERNEL_LIMIT = 1_000_000;

  /// As the kernel does it.
  public static final VerifyOptions DEFAULT =
      new VerifyOptions(null, KERNEL_LIMIT, false, false, false);

  /// These with a listener.
  public VerifyOptions withListener(Listener newListener) {
    return new VerifyOptions(newListener, instructionLimit, strictAlignment, everyPath, rethrow);
  }

  /// These with another limit of processed instructions.
  public VerifyOptions withInstructionLimit(int limit) {
    return new VerifyOptions(listener, limit, strictAlignment, everyPath, rethrow);
  }

  /// These with aligned accesses.
  public VerifyOptions withStrictAlignment() {
    return new VerifyOptions(listener, instructionLimit, true, everyPath, rethrow);
  }

  /// These with the model's faults thrown.
  public VerifyOptions rethrowing() {
    return new VerifyOptions(listener, instructionLimit, strictAlignment, everyPath, true);
  }

  /// These without pruning.
  public VerifyOptions exploringEveryPath() {
    return new VerifyOptions(listener, instructionLimit, strictAlignment, true, rethrow);
  }
}
