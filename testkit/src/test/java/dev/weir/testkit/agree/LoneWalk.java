// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.InsnNotes;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A walk without an exploration around it: states wait until the test takes them.
final class LoneWalk implements Walk {
  record Waiting(State state, int slot) {}

  final Deque<Waiting> waiting = new ArrayDeque<>();
  final Map<Integer, String> live = new HashMap<>();
  State state;
  int insn;
  private final ProgramImage image;
  private int ids;

  LoneWalk() {
    this(Hooks.byName("socket").orElseThrow());
  }

  LoneWalk(Hook hook) {
    image = image(hook);
    Frame frame = new Frame(0, 0, -1);
    frame.set(1, RegState.pointer(RegType.CTX));
    state = new State(frame);
  }

  @Override
  public ProgramImage image() {
    return image;
  }

  private static ProgramImage image(Hook hook) {
    return new ProgramImage(
        "test",
        "test",
        "GPL",
        hook.program(),
        hook.attach(),
        Optional.of(hook),
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        KernelTypes.of(new KernelVersion(6, 18)));
  }

  @Override
  public KernelModel kernel() {
    return KernelModel.of(new KernelVersion(6, 18));
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public int insn() {
    return insn;
  }

  @Override
  public int newId() {
    return ++ids;
  }

  @Override
  public void markPrecise(int reg) {}

  @Override
  public void markSlotPrecise(int frame, int slot) {}

  @Override
  public void noteStackAccess(int frame, int slot) {}

  @Override
  public boolean isLive(int frame, int reg) {
    return live.getOrDefault(insn, "0123456789").charAt(reg) != '.';
  }

  @Override
  public void noteLinkedReg(int frame, int reg) {}

  @Override
  public void noteLinkedSlot(int frame, int slot) {}

  @Override
  public boolean changesPacketData(int function) {
    return false;
  }

  @Override
  public void noteGlobalCall(int function) {}

  @Override
  public void noteCallback(int function, boolean async) {}

  @Override
  public State branch(int slot) {
    State copy = state.copy();
    waiting.push(new Waiting(copy, slot));
    return copy;
  }

  @Override
  public State branchAsync(int function) {
    throw new IllegalStateException("no callbacks here");
  }

  @Override
  public void widenSinceLastPass(State next) {}

  @Override
  public void widenSinceLastPass(State next, int slot) {}

  @Override
  public InsnNotes notes() {
    return new InsnNotes();
  }
}
