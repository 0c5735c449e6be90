// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.testkit.fuzz.Opinion.Decision;

/// How the verdicts of kernel and model compare.
public enum Agreement {
  /// Both accept.
  BOTH_ACCEPT("agree: accept", false),
  /// Both reject.
  BOTH_REJECT("agree: reject", false),
  /// The model accepts what the kernel rejects: what must never happen.
  FALSE_ACCEPT("false accept", true),
  /// The model rejects what the kernel accepts.
  FALSE_REJECT("false reject", true),
  /// The model has no verdict.
  UNKNOWN("unknown", false),
  /// The model failed.
  FAULT("exception", true),
  /// The kernel's verifier failed, so that there is nothing to compare.
  KERNEL_FAULT("kernel fault", false);

  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int ENOMEM = 12;
  private static final int EFAULT = 14;

  private final String title;
  private final boolean disagreement;

  Agreement(String title, boolean disagreement) {
    this.title = title;
    this.disagreement = disagreement;
  }

  /// How these two compare.
  public static Agreement of(KernelVerdict kernel, Opinion model) {
    if (failed(kernel)) {
      return KERNEL_FAULT;
    }
    if (model.decision() == Decision.FAULT) {
      return FAULT;
    }
    if (model.decision() == Decision.UNKNOWN) {
      return UNKNOWN;
    }
    boolean accepted = model.decision() == Decision.ACCEPT;
    if (kernel.accepted()) {
      return accepted ? BOTH_ACCEPT : FALSE_REJECT;
    }
    return accepted ? FALSE_ACCEPT : BOTH_REJECT;
  }

  /// Whether the kernel could not judge: short of memory, disturbed, or with a bug of its own.
  private static boolean failed(KernelVerdict kernel) {
    return switch (kernel.errno()) {
      case EINTR, EAGAIN, ENOMEM, EFAULT -> true;
      default -> kernel.message().startsWith("verifier bug");
    };
  }

  /// The name for people, lower case.
  public String title() {
    return title;
  }

  /// Whether kernel and model differ, or the model fails.
  public boolean isDisagreement() {
    return disagreement;
  }
}
