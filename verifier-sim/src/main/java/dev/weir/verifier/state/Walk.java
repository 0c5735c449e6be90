// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;

/// One program's exploration, as checks and transfers see it: where the path stands, and the few
/// things they may ask of it.
public interface Walk {
  /// The program.
  ProgramImage image();

  /// The kernel.
  KernelModel kernel();

  /// The state before the current instruction; changed in place.
  State state();

  /// The frame that runs.
  default Frame frame() {
    return state().current();
  }

  /// Slot of the current instruction.
  int insn();

  /// A fresh identity for values or references, above 0.
  int newId();

  /// Says that the verdict depends on the exact value of a register of the current frame: marks it,
  /// and what it was computed from in all earlier states of this path, as precise.
  void markPrecise(int reg);

  /// The same for a spilled value.
  ///
  /// @param frame number of the frame
  /// @param slot index of its stack slot
  void markSlotPrecise(int frame, int slot);

  /// Says that the current instruction reads or writes the stack through a pointer, so that
  /// precision can be followed through memory.
  ///
  /// @param frame number of the frame
  /// @param slot index of the stack slot
  void noteStackAccess(int frame, int slot);

  /// A copy of the current state to be explored later from `slot` on, to be changed by the caller
  /// before the current instruction ends.
  State branch(int slot);

  /// A fresh state with one frame at the start of a function, to be explored later: a callback that
  /// the kernel runs after the program (timers, work queues).
  ///
  /// @param function index of the function in the image
  State branchAsync(int function);

  /// Widens, in a state that is about to go round a loop again (the next step of an iterator, the
  /// next call of a callback), the numbers that changed since this path last passed the current
  /// instruction and that no check needed precisely.
  void widenSinceLastPass(State next);

  /// What all paths through the current instruction have in common.
  InsnNotes notes();
}
