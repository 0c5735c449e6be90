// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Everything known at one point of one path: the chain of frames, and what is held. Mutable;
/// copied at branches. What the exploration adds (parents, histories) is kept elsewhere.
///
/// @kernel v6.12 include/linux/bpf_verifier.h struct bpf_verifier_state
public final class State {
  /// Frames a program can have at once on any kernel.
  public static final int MAX_FRAMES = 16;

  private final List<Frame> frames;
  private List<Reference> references;
  private int rcuLocks;
  private int preemptLocks;
  private int callbackUnroll;
  private int mayGotoDepth;
  private boolean sleepable;
  private int asyncEntry;

  /// A state of one frame.
  public State(Frame first) {
    frames = new ArrayList<>(2);
    frames.add(first);
    references = List.of();
  }

  private State(State from) {
    frames = new ArrayList<>(from.frames.size() + 1);
    for (Frame frame : from.frames) {
      frames.add(frame.copy());
    }
    references = from.references;
    rcuLocks = from.rcuLocks;
    preemptLocks = from.preemptLocks;
    callbackUnroll = from.callbackUnroll;
    mayGotoDepth = from.mayGotoDepth;
    sleepable = from.sleepable;
    asyncEntry = from.asyncEntry;
  }

  /// A copy that can be changed on its own.
  public State copy() {
    return new State(this);
  }

  /// The frame that runs.
  public Frame current() {
    return frames.getLast();
  }

  /// All frames, the program's first.
  public List<Frame> frames() {
    return frames;
  }

  /// The frame of a number.
  public Frame frame(int number) {
    return frames.get(number);
  }

  /// Enters a function.
  public void push(Frame frame) {
    frames.add(frame);
  }

  /// Leaves a function; the frame left.
  public Frame pop() {
    return frames.removeLast();
  }

  /// What is held, oldest first.
  public List<Reference> references() {
    return references;
  }

  /// Acquires something.
  public void acquire(Reference reference) {
    List<Reference> more = new ArrayList<>(references);
    more.add(reference);
    references = List.copyOf(more);
  }

  /// Gives something back; whether it was held.
  public boolean release(Reference reference) {
    List<Reference> fewer = new ArrayList<>(references);
    boolean held = fewer.remove(reference);
    references = List.copyOf(fewer);
    return held;
  }

  /// Depth of nested RCU read sections.
  public int rcuLocks() {
    return rcuLocks;
  }

  /// Enters or leaves RCU read sections.
  public void setRcuLocks(int depth) {
    rcuLocks = depth;
  }

  /// Depth of nested sections without preemption.
  public int preemptLocks() {
    return preemptLocks;
  }

  /// Enters or leaves sections without preemption.
  public void setPreemptLocks(int depth) {
    preemptLocks = depth;
  }

  /// How many calls of callbacks this path has gone into; tells the rounds of such a loop apart.
  public int callbackUnroll() {
    return callbackUnroll;
  }

  /// Goes into a callback.
  public void setCallbackUnroll(int depth) {
    callbackUnroll = depth;
  }

  /// How many times this path has gone on at a `may_goto`; tells the rounds of such a loop apart.
  public int mayGotoDepth() {
    return mayGotoDepth;
  }

  /// Goes on at a `may_goto`.
  public void setMayGotoDepth(int depth) {
    mayGotoDepth = depth;
  }

  /// Tells apart the runs of callbacks that the kernel starts after the program; 0 in the program
  /// itself.
  public int asyncEntry() {
    return asyncEntry;
  }

  /// Says which run of a callback this is.
  public void setAsyncEntry(int entry) {
    asyncEntry = entry;
  }

  /// Whether this runs where it may sleep although the program may not: in a work queue's callback.
  public boolean sleepable() {
    return sleepable;
  }

  /// Says whether this runs where it may sleep.
  public void setSleepable(boolean maySleep) {
    sleepable = maySleep;
  }

  /// Replaces every register and spilled register of every frame for which `change` gives another
  /// value.
  public void replaceAll(UnaryOperator<RegState> change) {
    for (Frame frame : frames) {
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        frame.set(reg, change.apply(frame.reg(reg)));
      }
      for (int i = 0; i < frame.slotCount(); i++) {
        StackSlot slot = frame.slot(i);
        RegState spilled = slot.spilled();
        if (spilled != null) {
          RegState changed = change.apply(spilled);
          if (changed != spilled) {
            frame.setSlot(i, new StackSlot(slot.kinds(), changed));
          }
        }
      }
    }
  }
}
