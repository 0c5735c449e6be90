// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Drops moves, spill stores, reloads and constants whose value is already where it should be,
/// block by block.
///
/// ```text
/// r6 = r0                          r6 = r0
/// *(u64 *)(r10 - 8) = r6    =>     *(u64 *)(r10 - 8) = r6
/// r0 = r6                          r1 = r6
/// r1 = *(u64 *)(r10 - 8)
/// ```
///
/// Knows only spill slots, which nothing else addresses. Linear.
final class Peephole {
  private final StackLayout stack;
  private final Map<Object, Object> content = new HashMap<>();
  private int fresh;

  private Peephole(StackLayout stack) {
    this.stack = stack;
  }

  /// The function without redundant moves.
  static MachFunction<Reg> improve(MachFunction<Reg> function) {
    return function.with(
        function.blocks().stream()
            .map(block -> new Peephole(function.stack()).improve(block))
            .toList());
  }

  private MachBlock<Reg> improve(MachBlock<Reg> block) {
    List<MachInsn<Reg>> insns = new ArrayList<>();
    for (MachInsn<Reg> insn : block.insns()) {
      MachInsn<Reg> better = reuse(insn);
      if (!changesNothing(better)) {
        insns.add(better);
        note(better);
      }
    }
    return new MachBlock<>(block.id(), List.of(), insns, block.terminator());
  }

  /// A reload from a slot whose value some register still holds.
  private MachInsn<Reg> reuse(MachInsn<Reg> insn) {
    if (insn instanceof MachInsn.Plain<Reg>(Insn.Load<Reg> load, _, var span) && isSpill(load)) {
      Object value = content(slot(load.offset()));
      for (Reg reg : Reg.values()) {
        if (content(reg).equals(value)) {
          return new MachInsn.Copy<>(load.dst(), reg, span);
        }
      }
    }
    return insn;
  }

  private boolean changesNothing(MachInsn<Reg> insn) {
    return switch (insn) {
      case MachInsn.Copy<Reg>(Reg dst, Reg src, _) -> content(dst).equals(content(src));
      case MachInsn.Plain<Reg>(Insn.Store<Reg> store, _, _) ->
          isSpill(store)
              && store.src() instanceof Operand.Register<Reg>(Reg src)
              && content(slot(store.offset())).equals(content(src));
      case MachInsn.Plain<Reg>(Insn.Mov<Reg> mov, _, _) ->
          mov.src() instanceof Operand.Immediate<Reg> && content(mov.dst()).equals(constant(mov));
      case MachInsn.Plain<Reg> _,
          MachInsn.Tied<Reg> _,
          MachInsn.Symbol<Reg> _,
          MachInsn.FrameAddress<Reg> _,
          MachInsn.Call<Reg> _,
          MachInsn.CompareExchange<Reg> _ ->
          false;
    };
  }

  private void note(MachInsn<Reg> insn) {
    switch (insn) {
      case MachInsn.Copy<Reg>(Reg dst, Reg src, _) -> content.put(dst, content(src));
      case MachInsn.Plain<Reg>(Insn.Load<Reg> load, _, _) when isSpill(load) ->
          content.put(load.dst(), content(slot(load.offset())));
      case MachInsn.Plain<Reg>(Insn.Store<Reg> store, _, _) when isSpill(store) -> {
        boolean register = store.src() instanceof Operand.Register<Reg>;
        content.put(
            slot(store.offset()),
            register && store.src() instanceof Operand.Register<Reg>(Reg src)
                ? content(src)
                : unknown());
      }
      case MachInsn.Plain<Reg>(Insn.Mov<Reg> mov, _, _)
          when mov.src() instanceof Operand.Immediate<Reg> ->
          content.put(mov.dst(), constant(mov));
      case MachInsn.Plain<Reg> _,
          MachInsn.Tied<Reg> _,
          MachInsn.Symbol<Reg> _,
          MachInsn.FrameAddress<Reg> _,
          MachInsn.Call<Reg> _,
          MachInsn.CompareExchange<Reg> _ ->
          RegisterUse.of(insn).writes().forEach(reg -> content.put(reg, unknown()));
    }
  }

  private static String constant(Insn.Mov<Reg> mov) {
    return "constant " + mov.width() + " " + mov.src();
  }

  private static String slot(int offset) {
    return "slot " + offset;
  }

  private Object content(Object place) {
    return content.computeIfAbsent(place, _ -> unknown());
  }

  private Object unknown() {
    return fresh++;
  }

  private boolean isSpill(Insn.Load<Reg> load) {
    return load.base() == Reg.R10 && load.size() == MemSize.DW && isSpill(load.offset());
  }

  private boolean isSpill(Insn.Store<Reg> store) {
    return store.base() == Reg.R10 && store.size() == MemSize.DW && isSpill(store.offset());
  }

  private boolean isSpill(int offset) {
    return stack.entries().stream().anyMatch(e -> e.spill() && e.offset() == offset);
  }
}
