// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Proves that allocated code computes what the original does, without looking at how the allocator
/// decided.
///
/// Symbolic data flow over the allocated code: for each machine register and each spill slot, the
/// set of virtual registers whose value it certainly holds.
///
/// ```text
/// lattice      place -> set of virtual registers; meet is intersection; unknown places hold none
/// move         the destination holds what the source holds
/// definition   the destination holds just that register, which no other place holds any longer
/// made anew    the destination holds the registers with the same definition
/// call         R0 to R5 hold nothing, then R0 the result
/// use          the operand's place must hold the operand's register
/// edge         a place that holds an argument holds the parameter; stale parameters are forgotten
/// ```
///
/// Trusts only which allocated instruction stands for which original one. Method: regalloc2's
/// checker. A fixed point in the number of blocks; then one pass that reports.
public final class AllocationCheck {
  private final MachFunction<VReg> original;
  private final Allocation allocation;
  private final Map<Integer, MachBlock<VReg>> originals;
  private final Map<Integer, MachBlock<Reg>> allocated;
  private final Map<String, Set<VReg>> recipes = new HashMap<>();
  private final Set<Integer> spillSlots = new HashSet<>();
  private final Map<Integer, Map<Object, Set<VReg>>> entryStates = new TreeMap<>();
  private final Set<String> wrong = new LinkedHashSet<>();
  private boolean reporting;

  private AllocationCheck(MachFunction<VReg> original, Allocation allocation) {
    this.original = original;
    this.allocation = allocation;
    this.originals = original.blocksById();
    this.allocated = allocation.function().blocksById();
    for (StackLayout.Entry entry : allocation.function().stack().entries()) {
      if (entry.spill()) {
        spillSlots.add(entry.offset());
      }
    }
    for (MachBlock<VReg> block : original.blocks()) {
      for (MachInsn<VReg> insn : block.insns()) {
        if (ParallelMove.canMakeAnew(insn)) {
          VReg value = Operands.of(insn).lateDefinition().orElseThrow();
          recipes.computeIfAbsent(recipe(insn), _ -> new HashSet<>()).add(value);
        }
      }
    }
  }

  /// What is wrong with an allocation, one line each; empty when it is right.
  public static List<String> check(MachFunction<VReg> original, Allocation allocation) {
    AllocationCheck check = new AllocationCheck(original, allocation);
    check.run();
    return List.copyOf(check.wrong);
  }

  private void run() {
    if (!originals.keySet().equals(allocated.keySet())) {
      wrong.add("blocks " + allocated.keySet() + " instead of " + originals.keySet());
      return;
    }
    Map<Object, Set<VReg>> start = new HashMap<>();
    for (int i = 0; i < original.parameters().size(); i++) {
      start.put(Operands.ARGUMENTS.get(i), Set.of(original.parameters().get(i)));
    }
    int entry = allocation.function().blocks().getFirst().id();
    entryStates.put(entry, start);
    Deque<Integer> work = new ArrayDeque<>(List.of(entry));
    while (!work.isEmpty()) {
      int id = work.removeFirst();
      for (Map.Entry<Integer, Map<Object, Set<VReg>>> out : transfer(id).entrySet()) {
        if (meetInto(out.getKey(), out.getValue()) && !work.contains(out.getKey())) {
          work.addLast(out.getKey());
        }
      }
    }
    reporting = true;
    originals.keySet().stream()
        .filter(id -> !entryStates.containsKey(id))
        .forEach(id -> wrong.add("b" + id + " is not reached"));
    entryStates.keySet().forEach(this::transfer);
  }

  private boolean meetInto(int block, Map<Object, Set<VReg>> state) {
    Map<Object, Set<VReg>> known = entryStates.get(block);
    if (known == null) {
      entryStates.put(block, state);
      return true;
    }
    Map<Object, Set<VReg>> met = new HashMap<>();
    known.forEach((place, values) -> {
      Set<VReg> both = new HashSet<>(values);
      both.retainAll(state.getOrDefault(place, Set.of()));
      if (!both.isEmpty()) {
        met.put(place, both);
      }
    });
    if (met.equals(known)) {
      return false;
    }
    entryStates.put(block, met);
    return true;
  }

  /// The states that a block passes to its successors.
  private Map<Integer, Map<Object, Set<VReg>>> transfer(int id) {
    State state = new State(entryStates.get(id));
    MachBlock<VReg> from = Lookup.in(originals, id);
    MachBlock<Reg> to = Lookup.in(allocated, id);
    List<Integer> origins = Lookup.in(allocation.origins(), id);
    int next = 0;
    for (int i = 0; i < to.insns().size(); i++) {
      MachInsn<Reg> insn = to.insns().get(i);
      int origin = origins.get(i);
      if (origin == Allocation.ADDED) {
        added(state, insn, id);
        continue;
      }
      for (; next < origin; next++) {
        skipped(from.insns().get(next), id);
      }
      next = origin + 1;
      original(state, from.insns().get(origin), insn, id);
    }
    for (; next < from.insns().size(); next++) {
      skipped(from.insns().get(next), id);
    }
    terminator(state, from.terminator(), to.terminator(), id);
    Map<Integer, Map<Object, Set<VReg>>> out = new TreeMap<>();
    for (MachTerminator.Target<VReg> target : from.terminator().targets()) {
      List<VReg> parameters = Lookup.in(originals, target.block()).parameters();
      Map<Object, Set<VReg>> passed = state.pass(target.arguments(), parameters);
      out.merge(target.block(), passed, (a, _) -> a);
    }
    return out;
  }

  /// An original instruction without code must be one that can be made anew where it is used.
  private void skipped(MachInsn<VReg> insn, int block) {
    if (!ParallelMove.canMakeAnew(insn)) {
      report(block, "`" + MachPrinter.print(insn) + "` is missing");
    }
  }

  private void added(State state, MachInsn<Reg> insn, int block) {
    switch (insn) {
      case MachInsn.Copy<Reg>(Reg dst, Reg src, _) -> state.move(dst, src);
      case MachInsn.Plain<Reg>(Insn.Load<Reg> load, _, _)
          when load.base() == Reg.R10
              && load.size() == MemSize.DW
              && spillSlots.contains((int) load.offset()) ->
          state.move(load.dst(), (int) load.offset());
      case MachInsn.Plain<Reg>(Insn.Store<Reg> store, _, _)
          when store.base() == Reg.R10
              && store.size() == MemSize.DW
              && spillSlots.contains((int) store.offset()) -> {
        switch (store.src()) {
          case Operand.Register<Reg>(Reg reg) -> state.move((int) store.offset(), reg);
          case Operand.Immediate<Reg>(int value) ->
              state.set(
                  (int) store.offset(),
                  value == 0 ? recipes.getOrDefault(Shape.ZERO, Set.of()) : Set.of());
        }
      }
      case MachInsn.Plain<Reg>(Insn.Mov<Reg> mov, _, _) ->
          state.set(mov.dst(), recipes.getOrDefault(recipe(insn), Set.of()));
      case MachInsn.Plain<Reg>(Insn.LoadImm64<Reg> load, _, _) ->
          state.set(load.dst(), recipes.getOrDefault(recipe(insn), Set.of()));
      case MachInsn.Symbol<Reg>(Reg dst, _, _) ->
          state.set(dst, recipes.getOrDefault(recipe(insn), Set.of()));
      case MachInsn.FrameAddress<Reg>(Reg dst, _, _) ->
          state.set(dst, recipes.getOrDefault(recipe(insn), Set.of()));
      case MachInsn.Plain<Reg> _,
          MachInsn.Tied<Reg> _,
          MachInsn.Call<Reg> _,
          MachInsn.CompareExchange<Reg> _ ->
          report(block, "`" + MachPrinter.print(insn) + "` was added");
    }
  }

  private void original(State state, MachInsn<VReg> insn, MachInsn<Reg> code, int block) {
    if (insn instanceof MachInsn.Copy<VReg>(VReg dst, VReg src, _)) {
      copy(state, dst, src, code, block);
      return;
    }
    if (!Shape.of(insn).equals(Shape.of(code))) {
      report(
          block, "`" + MachPrinter.print(code) + "` stands for `" + MachPrinter.print(insn) + "`");
    }
    List<Reg> places = Shape.machineReads(code);
    List<VReg> reads = Shape.reads(insn);
    for (int i = 0; i < reads.size() && i < places.size(); i++) {
      require(state, reads.get(i), places.get(i), MachPrinter.print(insn), block);
    }
    Operands operands = Operands.of(insn);
    if (operands.clobbersCaller()) {
      Intervals.CALLER_SAVED.forEach(reg -> state.set(reg, Set.of()));
    } else if (operands.clobbersResult()) {
      state.set(Reg.R0, Set.of());
    }
    Shape.machineWrites(code)
        .ifPresent(reg ->
            operands
                .definition()
                .ifPresentOrElse(
                    value -> state.define(value, reg), () -> state.set(reg, Set.of())));
  }

  private void copy(State state, VReg dst, VReg src, MachInsn<Reg> code, int block) {
    Map<Object, Set<VReg>> before = state.snapshot();
    Reg to = Shape.machineWrites(code).orElse(null);
    added(state, code, block);
    if (to == null || !state.holds(to, src)) {
      report(block, "`" + MachPrinter.print(code) + "` does not copy " + src);
      state.restore(before);
      return;
    }
    state.alias(dst, src);
  }

  private void terminator(
      State state, MachTerminator<VReg> from, MachTerminator<Reg> to, int block) {
    switch (from) {
      case MachTerminator.Jump<VReg>(var target, _) -> {
        if (!(to instanceof MachTerminator.Jump<Reg>(var next, _))
            || next.block() != target.block()) {
          report(block, "ends differently");
        }
      }
      case MachTerminator.Branch<VReg> branch -> {
        if (!(to instanceof MachTerminator.Branch<Reg> code)
            || code.condition() != branch.condition()
            || code.width() != branch.width()
            || code.then().block() != branch.then().block()
            || code.otherwise().block() != branch.otherwise().block()) {
          report(block, "ends differently");
          return;
        }
        require(state, branch.left(), code.left(), MachPrinter.print(from), block);
        switch (branch.right()) {
          case Operand.Immediate<VReg>(int value) -> {
            if (!code.right().equals(Operand.imm(value))) {
              report(block, "compares with something else");
            }
          }
          case Operand.Register<VReg>(VReg right) -> {
            if (code.right() instanceof Operand.Register<Reg>(Reg reg)) {
              require(state, right, reg, MachPrinter.print(from), block);
            } else {
              report(block, "compares with something else");
            }
          }
        }
      }
      case MachTerminator.Return<VReg>(var value, _) -> {
        if (!(to instanceof MachTerminator.Return<Reg>)) {
          report(block, "ends differently");
        }
        value.ifPresent(v -> require(state, v, Reg.R0, MachPrinter.print(from), block));
      }
    }
  }

  private void require(State state, VReg value, Reg reg, String where, int block) {
    boolean right = value.isFrame() ? reg == Reg.R10 : state.holds(reg, value);
    if (!right) {
      report(block, reg + " does not hold " + value + " in " + where);
    }
  }

  private void report(int block, String text) {
    if (reporting) {
      wrong.add("b" + block + ": " + text);
    }
  }

  private static String recipe(MachInsn<?> insn) {
    return Shape.of(insn);
  }

  /// What each place holds.
  private static final class State {
    private final Map<Object, Set<VReg>> places;

    State(@Nullable Map<Object, Set<VReg>> start) {
      places = new HashMap<>(start == null ? Map.of() : start);
    }

    boolean holds(Object place, VReg value) {
      return places.getOrDefault(place, Set.of()).contains(value);
    }

    void set(Object place, Set<VReg> values) {
      places.put(place, values);
    }

    void move(Object to, Object from) {
      places.put(to, places.getOrDefault(from, Set.of()));
    }

    void forget(VReg value) {
      places.replaceAll((_, values) -> {
        if (!values.contains(value)) {
          return values;
        }
        Set<VReg> rest = new HashSet<>(values);
        rest.remove(value);
        return rest;
      });
    }

    void define(VReg value, Object place) {
      forget(value);
      places.put(place, Set.of(value));
    }

    /// Every place that holds `source` holds `copy` as well.
    void alias(VReg copy, VReg source) {
      forget(copy);
      places.replaceAll((_, values) -> {
        if (!values.contains(source)) {
          return values;
        }
        Set<VReg> more = new HashSet<>(values);
        more.add(copy);
        return more;
      });
    }

    Map<Object, Set<VReg>> snapshot() {
      return new HashMap<>(places);
    }

    void restore(Map<Object, Set<VReg>> snapshot) {
      places.clear();
      places.putAll(snapshot);
    }

    Map<Object, Set<VReg>> pass(List<VReg> arguments, List<VReg> parameters) {
      Map<Object, Set<VReg>> passed = new HashMap<>();
      places.forEach((place, values) -> {
        Set<VReg> after = new HashSet<>(values);
        parameters.forEach(after::remove);
        for (int i = 0; i < arguments.size(); i++) {
          if (values.contains(arguments.get(i))) {
            after.add(parameters.get(i));
          }
        }
        if (!after.isEmpty()) {
          passed.put(place, after);
        }
      });
      return passed;
    }
  }
}
