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

  /// Says that the current instruction, or the call it makes, may read bytes of a stack slot: its
  /// contents matter to the path up to here.
  ///
  /// @param frame number of the frame
  /// @param slot index of the stack slot
  default void noteStackRead(int frame, int slot) {}

  /// Says that the current instruction, or the call it makes, replaces a whole stack slot: what was
  /// there before does not matter from here on.
  ///
  /// @param frame number of the frame
  /// @param slot index of the stack slot
  default void noteStackWrite(int frame, int slot) {}

  /// Says that the stack of a frame is used down to so many bytes below its frame pointer.
  ///
  /// @param frame number of the frame
  /// @param bytes a multiple of 8, at most 512
  default void noteStackDepth(int frame, int bytes) {}

  /// Whether the value of a register may still be read: where the path stands in the current frame,
  /// or after the call it waits in.
  ///
  /// @param frame number of the frame
  /// @param reg the register, 0 to 9
  default boolean isLive(int frame, int reg) {
    return true;
  }

  /// Says that the current comparison changes a register because it is linked to others (a copy, or
  /// at a constant distance), so that precision asked for one of them reaches them all. Called for
  /// each register and spilled value of a group of two or more, before [#branch].
  ///
  /// @param frame number of the frame
  /// @param reg the register, 0 to 9
  void noteLinkedReg(int frame, int reg);

  /// The same for a spilled value.
  ///
  /// @param frame number of the frame
  /// @param slot index of the stack slot
  void noteLinkedSlot(int frame, int slot);

  /// Whether a function of the program, or one that it calls, may change packet data, so that
  /// packet pointers are invalid after a call.
  ///
  /// @param function index of the function in the image
  boolean changesPacketData(int function);

  /// Says that a global function is called, so that it has to be verified on its own.
  ///
  /// @param function index of the function in the image
  void noteGlobalCall(int function);

  /// Says that a function of the program is called back by the kernel, and how.
  ///
  /// @param function index of the function in the image
  /// @param async whether it runs after the program, on a stack of its own
  void noteCallback(int function, boolean async);

  /// A copy of the current state to be explored later from `slot` on, to be changed by the caller
  /// before the current instruction ends.
  State branch(int slot);

  /// A fresh state with one frame at the start of a function, to be explored later: a callback that
  /// the kernel runs after the program (timers, work queues).
  ///
  /// @param function index of the function in the image
  State branchAsync(int function);

  /// Widens, in a state that is about to go round a loop again (the next step of an iterator, the
  /// next turn of a `may_goto`), the numbers that changed since this path last passed the current
  /// instruction and that no check needed precisely.
  void widenSinceLastPass(State next);

  /// The same at the exit of a callback, for what changed since this path last passed the call at
  /// `slot` that runs it.
  void widenSinceLastPass(State next, int slot);

  /// What all paths through the current instruction have in common.
  InsnNotes notes();
}
