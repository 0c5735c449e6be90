// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The registers and stack of one function in a chain of calls. Mutable; copied at branches.
///
/// The stack slot with index `i` covers the bytes `fp - 8*(i+1)` to `fp - 8*i - 1`.
///
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_func_state
public final class Frame {
  /// The number of registers, R0 to R10.
  public static final int REGS = 11;

  /// The number of stack slots a frame can have: 512 bytes.
  public static final int SLOTS = 64;

  private static final StackSlot[] NO_SLOTS = {};

  private final int number;
  private final int function;
  private final int callSite;
  private final Object activation;
  private RegState[] regs;
  private StackSlot[] slots;
  private boolean regsShared;
  private boolean slotsShared;
  private int reach;
  private int callbackDepth;
  private @Nullable Callback callback;
  private int preciseRegs;
  private long preciseSlots;
  private long readSlots;
  private long writtenSlots;

  /// A frame at the start of a function: no register but the frame pointer is set.
  ///
  /// @param number depth in the chain of calls, 0 for the program
  /// @param function index of the function in the image
  /// @param callSite slot of the call that entered it, -1 for the program
  public Frame(int number, int function, int callSite) {
    this.number = number;
    this.function = function;
    this.callSite = callSite;
    this.regs = new RegState[REGS];
    Arrays.fill(regs, RegState.NOT_INIT);
    regs[10] = RegState.pointer(RegType.STACK).withFrame(number);
    this.slots = NO_SLOTS;
    this.slotsShared = true;
    this.activation = new Object();
  }

  private Frame(Frame from) {
    this.number = from.number;
    this.function = from.function;
    this.callSite = from.callSite;
    this.activation = from.activation;
    from.regsShared = true;
    from.slotsShared = true;
    this.regs = from.regs;
    this.slots = from.slots;
    this.regsShared = true;
    this.slotsShared = true;
    this.reach = from.reach;
    this.callbackDepth = from.callbackDepth;
    this.callback = from.callback;
    this.preciseRegs = from.preciseRegs;
    this.preciseSlots = from.preciseSlots;
    this.readSlots = from.readSlots;
    this.writtenSlots = from.writtenSlots;
  }

  /// A copy that can be changed on its own. Cheap: registers and slots are shared until one of the
  /// two changes them.
  public Frame copy() {
    return new Frame(this);
  }

  /// Depth in the chain of calls, 0 for the program.
  public int number() {
    return number;
  }

  /// Index of the function in the image.
  public int function() {
    return function;
  }

  /// Slot of the call that entered it, -1 for the program.
  public int callSite() {
    return callSite;
  }

  /// What is in a register.
  public RegState reg(int reg) {
    return regs[reg];
  }

  /// Changes a register.
  @SuppressWarnings("ReferenceEquality") // no copy where nothing changes
  public void set(int reg, RegState value) {
    if (regs[reg] == value) {
      return;
    }
    if (regsShared) {
      regs = regs.clone();
      regsShared = false;
    }
    regs[reg] = value;
  }

  /// The same for this frame and its copies in earlier and later states of a path; another for
  /// another call of the same function.
  public Object activation() {
    return activation;
  }

  /// Whether this frame shares its registers with another, so that the two certainly are equal.
  @SuppressWarnings("ReferenceEquality") // shared or not is the question
  public boolean sameRegs(Frame other) {
    return regs == other.regs;
  }

  /// Whether this frame shares its stack with another, so that the two certainly are equal.
  @SuppressWarnings("ReferenceEquality") // shared or not is the question
  public boolean sameSlots(Frame other) {
    return slots == other.slots;
  }

  /// How many slots of stack are in use, counted from the frame pointer down.
  public int slotCount() {
    return slots.length;
  }

  /// How many slots of stack any access reached, counted from the frame pointer down.
  public int reach() {
    return Math.max(reach, slots.length);
  }

  /// An access reached that many slots.
  public void reach(int count) {
    reach = Math.max(reach, count);
  }

  /// A slot; [StackSlot#INVALID] where none was ever stored.
  public StackSlot slot(int index) {
    return index < slots.length ? slots[index] : StackSlot.INVALID;
  }

  /// Changes a slot, growing the stack to hold it.
  public void setSlot(int index, StackSlot slot) {
    if (index >= slots.length) {
      int old = slots.length;
      slots = Arrays.copyOf(slots, index + 1);
      Arrays.fill(slots, old, slots.length, StackSlot.INVALID);
      slotsShared = false;
    } else if (slotsShared) {
      slots = slots.clone();
      slotsShared = false;
    }
    slots[index] = slot;
  }

  /// How many rounds of the callback of a call made here were gone through; a kept state covers
  /// only states that went through as many or more.
  public int callbackDepth() {
    return callbackDepth;
  }

  /// Says how many rounds of the callback of a call made here were gone through.
  public void setCallbackDepth(int rounds) {
    callbackDepth = rounds;
  }

  /// Whether a register's value must match exactly when states are pruned.
  public boolean isPrecise(int reg) {
    return (preciseRegs >>> reg & 1) != 0;
  }

  /// Says whether a register's value must match exactly.
  public void setPrecise(int reg, boolean precise) {
    preciseRegs = precise ? preciseRegs | 1 << reg : preciseRegs & ~(1 << reg);
  }

  /// Whether a spilled value must match exactly when states are pruned.
  public boolean isSlotPrecise(int index) {
    return (preciseSlots >>> index & 1) != 0;
  }

  /// Says whether a spilled value must match exactly.
  public void setSlotPrecise(int index, boolean precise) {
    preciseSlots = precise ? preciseSlots | 1L << index : preciseSlots & ~(1L << index);
  }

  /// Forgets all marks of precision.
  public void clearPrecise() {
    preciseRegs = 0;
    preciseSlots = 0;
  }

  /// The stack slots that later instructions read, one bit a slot: those that matter when states
  /// are pruned.
  public long readSlots() {
    return readSlots;
  }

  /// Says which stack slots later instructions read.
  public void setReadSlots(long mask) {
    readSlots = mask;
  }

  /// The stack slots that were written as a whole since the last state that was kept, one bit a
  /// slot.
  public long writtenSlots() {
    return writtenSlots;
  }

  /// Says which stack slots were written as a whole.
  public void setWrittenSlots(long mask) {
    writtenSlots = mask;
  }

  /// What the kernel expects of this function when it is one that the kernel calls back; null for
  /// other functions.
  public @Nullable Callback callback() {
    return callback;
  }

  /// Says that the kernel calls this function back.
  public void setCallback(Callback role) {
    callback = role;
  }
}
