// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import java.util.Objects;

/// Thrown where a program does what no program may, or what this machine does not simulate; the
/// machine adds the place and makes it a result. Carries no stack trace.
public final class AccessFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// A fault.
  ///
  /// @param reason what happened, lower case, fit for a message
  public AccessFault(String reason) {
    super(Objects.requireNonNull(reason), null, false, false);
  }

  /// The fault of using something that this machine leaves out.
  ///
  /// @param what the construct
  public static AccessFault notSimulated(String what) {
    return new AccessFault("not simulated: " + what);
  }

  /// What happened.
  public String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
