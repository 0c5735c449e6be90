// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

import dev.weir.verifier.image.ProgramImage;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import org.jspecify.annotations.Nullable;

/// The state of a machine before an instruction.
public final class Step {
  private final Machine machine;
  private int slot;

  Step(Machine machine) {
    this.machine = machine;
  }

  Step at(int newSlot) {
    slot = newSlot;
    return this;
  }

  /// The program; another one after a tail call.
  public ProgramImage program() {
    return machine.code().image;
  }

  /// The instruction's slot.
  public int slot() {
    return slot;
  }

  /// How many frames lie below the current one: 0 in the program itself.
  public int depth() {
    return machine.depth();
  }

  /// The value of a register, R0 to R10.
  public long register(int number) {
    return machine.registers()[number];
  }

  /// The region that a register's value leads to, null when the value is no pointer.
  public @Nullable Region region(int number) {
    return machine.memory().find(register(number));
  }

  /// The offset in [#region].
  public int offset(int number) {
    return machine.memory().offset(register(number));
  }

  /// The 512 bytes of a frame's stack, from its lowest address.
  ///
  /// @param depth 0 for the program itself
  public byte[] stack(int depth) {
    return machine.stack(depth).bytes().clone();
  }

  /// The memory, to look at what addresses mean.
  public Memory memory() {
    return machine.memory();
  }
}
