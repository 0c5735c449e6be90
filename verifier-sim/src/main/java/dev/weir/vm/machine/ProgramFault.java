// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

import dev.weir.verifier.image.ProgramImage;
import java.util.Objects;

/// A fault and where it happened; ends the run.
public final class ProgramFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ProgramImage program;
  private final int slot;

  ProgramFault(ProgramImage program, int slot, String reason) {
    super(reason, null, false, false);
    this.program = program;
    this.slot = slot;
  }

  /// The program that ran, after tail calls the last one.
  public ProgramImage program() {
    return program;
  }

  /// The slot of the instruction.
  public int slot() {
    return slot;
  }

  /// What happened.
  public String reason() {
    return Objects.requireNonNull(getMessage());
  }
}
