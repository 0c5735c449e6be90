// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.InsnNotes;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A walk that stands at one instruction, for tests of single checks and transfers; remembers what
/// it was told.
public final class FakeWalk implements Walk {
  private final ProgramImage image;
  private final KernelModel kernel;
  private final State state;
  private final List<String> heard = new ArrayList<>();
  private final List<State> branches = new ArrayList<>();
  private InsnNotes notes = new InsnNotes();
  private int ids;

  /// A walk through a program of a hook, with the context in R1.
  public FakeWalk(String hook, KernelVersion version) {
    this(image(hook, "GPL", 0), version);
  }

  /// A walk through a program.
  public FakeWalk(ProgramImage image, KernelVersion version) {
    this.image = image;
    this.kernel = KernelModel.of(version);
    Frame frame = new Frame(0, 0, -1);
    frame.set(1, RegState.pointer(RegType.CTX));
    this.state = new State(frame);
  }

  /// An empty program of a hook.
  public static ProgramImage image(String hook, String license, int loadFlags) {
    Hook row = Hooks.byName(hook).orElseThrow();
    return new ProgramImage(
        "test",
        "test",
        license,
        row.program(),
        row.attach(),
        Optional.of(row),
        loadFlags,
        Optional.empty(),
        List.of(),
        List.of(new FunctionImage("test", 0, 0, Linkage.GLOBAL, 0)),
        Map.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        KernelTypes.of(KernelVersion.V6_18));
  }

  /// What the walk was told, in order, such as `precise R3`.
  public List<String> heard() {
    return heard;
  }

  /// The states to be explored later.
  public List<State> branches() {
    return branches;
  }

  /// Goes on to another instruction.
  public void nextInsn() {
    notes = new InsnNotes();
  }

  @Override
  public ProgramImage image() {
    return image;
  }

  @Override
  public KernelModel kernel() {
    return kernel;
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public int insn() {
    return 0;
  }

  @Override
  public int newId() {
    return ++ids;
  }

  @Override
  public void markPrecise(int reg) {
    heard.add("precise R" + reg);
  }

  @Override
  public void markSlotPrecise(int frame, int slot) {
    heard.add("precise slot " + frame + ":" + slot);
  }

  @Override
  public void noteStackAccess(int frame, int slot) {
    heard.add("spill or fill " + frame + ":" + slot);
  }

  @Override
  public void noteStackRead(int frame, int slot) {
    heard.add("read " + frame + ":" + slot);
  }

  @Override
  public void noteStackWrite(int frame, int slot) {
    heard.add("write " + frame + ":" + slot);
  }

  @Override
  public void noteLinkedReg(int frame, int reg) {
    heard.add("linked R" + reg);
  }

  @Override
  public void noteLinkedSlot(int frame, int slot) {
    heard.add("linked slot " + frame + ":" + slot);
  }

  @Override
  public boolean changesPacketData(int function) {
    return false;
  }

  @Override
  public void noteGlobalCall(int function) {
    heard.add("global call " + function);
  }

  @Override
  public void noteCallback(int function, boolean async) {
    heard.add("callback " + function);
  }

  @Override
  public State branch(int slot) {
    State copy = state.copy();
    branches.add(copy);
    return copy;
  }

  @Override
  public State branchAsync(int function) {
    State fresh = new State(new Frame(0, function, -1));
    branches.add(fresh);
    return fresh;
  }

  @Override
  public void widenSinceLastPass(State next) {
    heard.add("widen");
  }

  @Override
  public void widenSinceLastPass(State next, int slot) {
    heard.add("widen");
  }

  @Override
  public InsnNotes notes() {
    return notes;
  }
}
