// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm;

import dev.weir.verifier.image.ProgramImage;
import dev.weir.vm.machine.Decoded;
import dev.weir.vm.machine.Observer;
import java.util.BitSet;

/// A program of a virtual machine.
public final class VmProgram {
  private final LoadedVm vm;
  private final Decoded code;

  VmProgram(LoadedVm vm, Decoded code) {
    this.vm = vm;
    this.code = code;
  }

  /// The program as it was loaded.
  public ProgramImage image() {
    return code.image();
  }

  /// Runs the program. Never throws for what the program does: that is a [Fault].
  ///
  /// @throws IllegalArgumentException when the input does not fit the hook
  public Outcome run(Input input) {
    return vm.run(code, input, null);
  }

  /// Runs the program and tells of every instruction before it is executed.
  ///
  /// @throws IllegalArgumentException when the input does not fit the hook
  public Outcome run(Input input, Observer observer) {
    return vm.run(code, input, observer);
  }

  /// Runs the program and adds the slots it executed.
  ///
  /// @param covered gains the slots, of this program only
  public Outcome run(Input input, BitSet covered) {
    ProgramImage own = code.image();
    String name = own.name();
    return vm.run(
        code,
        input,
        step -> {
          if (step.program().name().equals(name)) {
            covered.set(step.slot());
          }
        });
  }

  Decoded code() {
    return code;
  }
}
