// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.compiler.mach.MachTerminator.Target;
import dev.weir.compiler.mach.ParallelMove.Move;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Rewrites a function to the places that the scan chose: operands become machine registers, and
/// moves appear where a value changes its place, at block boundaries, before two-operand
/// instructions and around calls.
final class Rewriter {
  private final MachFunction<VReg> function;
  private final Numbering numbering;
  private final Places places;
  private final Map<Reg, List<LiveInterval>> occupants = new HashMap<>();
  private final Map<Integer, MachBlock<VReg>> blocks;
  private boolean usedScratch;
  private List<MachInsn<Reg>> insns = new ArrayList<>();
  private List<Integer> origins = new ArrayList<>();

  private Rewriter(MachFunction<VReg> function, Numbering numbering, Places places) {
    this.function = function;
    this.numbering = numbering;
    this.places = places;
    this.blocks = function.blocksById();
    for (List<LiveInterval> list : places.parts().values()) {
      for (LiveInterval part : list) {
        if (part.assigned() != null) {
          occupants.computeIfAbsent(part.assigned(), _ -> new ArrayList<>()).add(part);
        }
      }
    }
  }

  /// Rewrites a function.
  ///
  /// @param parts the parts of each register's life with their places
  /// @param lives whole lives, before splitting
  /// @param recipes definitions that can be repeated
  static Allocation rewrite(
      MachFunction<VReg> function,
      Numbering numbering,
      Map<VReg, List<LiveInterval>> parts,
      Map<VReg, List<LiveInterval.Range>> lives,
      Map<VReg, MachInsn<VReg>> recipes) {
    Places places = Places.plan(function, numbering, parts, lives, recipes);
    return new Rewriter(function, numbering, places).run();
  }

  private Allocation run() {
    List<MachBlock<Reg>> rewritten = new ArrayList<>();
    Map<Integer, List<Integer>> originsByBlock = new HashMap<>();
    for (int id : numbering.order().blocks()) {
      insns = new ArrayList<>();
      origins = new ArrayList<>();
      MachTerminator<Reg> terminator =
          rewrite(Lookup.in(blocks, id), Lookup.in(numbering.spans(), id));
      rewritten.add(new MachBlock<>(id, List.of(), insns, terminator));
      originsByBlock.put(id, origins);
    }
    MachFunction<Reg> allocated =
        new MachFunction<>(
            function.name(),
            function.kind(),
            List.of(),
            rewritten,
            places.layout(usedScratch),
            function.span());
    return new Allocation(allocated, originsByBlock);
  }

  private MachTerminator<Reg> rewrite(MachBlock<VReg> block, Numbering.BlockSpan span) {
    Span first =
        block.insns().isEmpty() ? block.terminator().span() : block.insns().getFirst().span();
    if (span.from() == 0) {
      add(places.parameterMoves(), 0, 0, first);
      function.parameters().forEach(parameter -> storeAtDefinition(parameter, 0, first));
    }
    add(places.atStart(block.id()), span.from(), span.from(), first);
    block.parameters().forEach(value -> storeAtDefinition(value, span.from(), first));
    for (int i = 0; i < block.insns().size(); i++) {
      MachInsn<VReg> insn = block.insns().get(i);
      int position = span.insn(i);
      add(places.atGap(position), position - 1, position, insn.span());
      rewrite(insn, position, i);
      Operands.of(insn)
          .definition()
          .ifPresent(value -> storeAtDefinition(value, position + 2, insn.span()));
    }
    int position = span.terminator();
    add(places.atGap(position), position - 1, position, block.terminator().span());
    return rewrite(block.id(), block.terminator(), position);
  }

  private void rewrite(MachInsn<VReg> insn, int position, int index) {
    switch (insn) {
      case MachInsn.Plain<VReg>(Insn<VReg> plain, String object, Span span) -> {
        Optional<VReg> value = Operands.of(insn).lateDefinition();
        if (value.isEmpty() || places.isRegister(value.get(), position + 2)) {
          put(new MachInsn.Plain<>(map(plain, position, position + 2), object, span), index);
        }
      }
      case MachInsn.Tied<VReg>(Insn<VReg> tied, VReg input, Span span) -> {
        Reg dst = register(Operands.destination(tied), position + 1);
        Move copy = new Move(placeOf(input, position), new Place.InRegister(dst));
        add(List.of(copy), position, position, span);
        put(new MachInsn.Tied<>(map(tied, position, position + 1), dst, span), index);
      }
      case MachInsn.Copy<VReg>(VReg dst, VReg src, Span span) -> {
        Reg to = register(dst, position + 2);
        Place from = placeOf(src, position);
        if (from.equals(new Place.InRegister(to))) {
          put(new MachInsn.Copy<>(to, to, span), index);
        } else {
          int before = insns.size();
          add(List.of(new Move(from, new Place.InRegister(to))), position, position, span);
          origins.set(before, index);
        }
      }
      case MachInsn.Symbol<VReg>(VReg dst, var target, Span span) -> {
        if (places.isRegister(dst, position + 2)) {
          put(new MachInsn.Symbol<>(register(dst, position + 2), target, span), index);
        }
      }
      case MachInsn.FrameAddress<VReg>(VReg dst, int offset, Span span) -> {
        if (places.isRegister(dst, position + 2)) {
          put(new MachInsn.FrameAddress<>(register(dst, position + 2), offset, span), index);
        }
      }
      case MachInsn.Call<VReg> call -> {
        fix(Operands.of(insn), position, call.span());
        List<Reg> arguments = Operands.ARGUMENTS.subList(0, call.arguments().size());
        put(
            new MachInsn.Call<>(
                call.callee(), arguments, call.result().map(_ -> Reg.R0), call.span()),
            index);
        takeResult(call.result(), position, call.span());
      }
      case MachInsn.CompareExchange<VReg> o -> {
        fix(Operands.of(insn), position, o.span());
        put(
            new MachInsn.CompareExchange<>(
                o.size(),
                register(o.base(), position + 1),
                o.offset(),
                Reg.R0,
                register(o.operand(), position + 1),
                o.result().map(_ -> Reg.R0),
                o.span()),
            index);
        takeResult(o.result(), position, o.span());
      }
    }
  }

  private MachTerminator<Reg> rewrite(int block, MachTerminator<VReg> terminator, int position) {
    return switch (terminator) {
      case MachTerminator.Jump<VReg>(Target<VReg> target, Span span) -> {
        Numbering.BlockSpan next = Lookup.in(numbering.spans(), target.block());
        addEdge(places.atEnd(block), position + 3, next.from(), span);
        yield new MachTerminator.Jump<>(Target.to(target.block()), span);
      }
      case MachTerminator.Branch<VReg> branch -> {
        Operand<Reg> right =
            switch (branch.right()) {
              case Operand.Register<VReg>(VReg v) -> Operand.reg(register(v, position + 1));
              case Operand.Immediate<VReg>(int value) -> Operand.imm(value);
            };
        yield new MachTerminator.Branch<>(
            branch.condition(),
            branch.width(),
            register(branch.left(), position + 1),
            right,
            Target.to(branch.then().block()),
            Target.to(branch.otherwise().block()),
            branch.likely(),
            branch.span());
      }
      case MachTerminator.Return<VReg>(Optional<VReg> value, Span span) -> {
        fix(Operands.of(terminator), position, span);
        yield new MachTerminator.Return<>(value.map(_ -> Reg.R0), span);
      }
    };
  }

  /// Moves operands to the machine registers that must hold them.
  private void fix(Operands operands, int position, @Nullable Span span) {
    List<Move> moves = new ArrayList<>();
    for (int i = 0; i < operands.anywhere().size(); i++) {
      Place from = placeOf(operands.anywhere().get(i), position);
      Reg to = operands.fixed().get(i).orElseThrow();
      moves.add(new Move(from, new Place.InRegister(to)));
    }
    add(moves, position, position + 1, span);
  }

  private void takeResult(Optional<VReg> result, int position, @Nullable Span span) {
    result.ifPresent(value ->
        add(
            List.of(new Move(new Place.InRegister(Reg.R0), placeOf(value, position + 2))),
            position + 2,
            position + 3,
            span));
  }

  private void storeAtDefinition(VReg value, int position, @Nullable Span span) {
    if (places.storedAtDefinition(value) && places.isRegister(value, position)) {
      Move store = new Move(placeOf(value, position), places.frame(value));
      add(List.of(store), position, position, span);
    }
  }

  private Insn<Reg> map(Insn<VReg> insn, int position, int definition) {
    return InsnRegisters.map(insn, v -> register(v, position + 1), v -> register(v, definition));
  }

  private Reg register(VReg value, int position) {
    if (value.isFrame()) {
      return Reg.R10;
    }
    if (placeOf(value, position) instanceof Place.InRegister(Reg reg)) {
      return reg;
    }
    throw new IllegalStateException(value + " is in no register at " + position);
  }

  private Place placeOf(VReg value, int position) {
    return places.at(value, position);
  }

  private void addEdge(List<Move> moves, int before, int after, @Nullable Span span) {
    add(moves, before, after, span);
  }

  /// Adds moves that happen at once.
  ///
  /// @param before a position at which all values needed until the moves are live
  /// @param after a position at which all values needed after the moves are live
  private void add(List<Move> moves, int before, int after, @Nullable Span span) {
    if (moves.isEmpty()) {
      return;
    }
    ParallelMove.Sequence sequence =
        ParallelMove.order(moves, reg -> isFree(reg, before, after), places.scratchOffset(), span);
    usedScratch |= sequence.usedScratch();
    sequence.insns().forEach(insn -> put(insn, Allocation.ADDED));
  }

  private boolean isFree(Reg reg, int before, int after) {
    return occupants.getOrDefault(reg, List.of()).stream()
        .noneMatch(part -> part.covers(before) || part.covers(after));
  }

  private void put(MachInsn<Reg> insn, int origin) {
    insns.add(insn);
    origins.add(origin);
  }

  /// Where values are, and the moves between their places.
  private record Places(
      Map<VReg, List<LiveInterval>> parts,
      Map<VReg, MachInsn<VReg>> recipes,
      SpillPlan plan,
      StackLayout user,
      Map<Integer, List<Move>> gaps,
      Map<Integer, List<Move>> starts,
      Map<Integer, List<Move>> ends,
      List<Move> parameterMoves) {

    static Places plan(
        MachFunction<VReg> function,
        Numbering numbering,
        Map<VReg, List<LiveInterval>> parts,
        Map<VReg, List<LiveInterval.Range>> lives,
        Map<VReg, MachInsn<VReg>> recipes) {
      Transitions transitions = Transitions.of(function, numbering, parts);
      Map<VReg, List<LiveInterval.Range>> spilled = new HashMap<>();
      Map<VReg, Integer> definitionWeights = new HashMap<>();
      parts.forEach((value, list) -> {
        if (!recipes.containsKey(value) && list.stream().anyMatch(LiveInterval::inMemory)) {
          spilled.put(value, Lookup.in(lives, value));
          int block = numbering.blockAt(list.getFirst().start()).id();
          definitionWeights.put(value, numbering.order().weight(block));
        }
      });
      SpillPlan plan =
          SpillPlan.of(
              spilled,
              transitions.partners(),
              transitions.storeWeights(numbering),
              definitionWeights);
      Places places =
          new Places(
              parts,
              recipes,
              plan,
              function.stack(),
              new HashMap<>(),
              new HashMap<>(),
              new HashMap<>(),
              new ArrayList<>());
      transitions.gaps().forEach((at, list) -> places.gaps.put(at, places.resolve(list)));
      transitions.starts().forEach((at, list) -> places.starts.put(at, places.resolve(list)));
      transitions.ends().forEach((at, list) -> places.ends.put(at, places.resolve(list)));
      for (int i = 0; i < function.parameters().size(); i++) {
        VReg parameter = function.parameters().get(i);
        if (parts.containsKey(parameter)) {
          Place from = new Place.InRegister(Operands.ARGUMENTS.get(i));
          places.parameterMoves.add(new Move(from, places.at(parameter, 0)));
        }
      }
      return places;
    }

    private List<Move> resolve(List<Transitions.Change> changes) {
      List<Move> moves = new ArrayList<>();
      for (Transitions.Change change : changes) {
        Place from = place(change.from());
        Place to = place(change.to());
        boolean keeps =
            change.isStore() && (storedAtDefinition(change.value()) || startsInMemory(change));
        if (!keeps && !(to instanceof Place.Anew) && !from.equals(to)) {
          moves.add(new Move(from, to));
        }
      }
      return moves;
    }

    private boolean startsInMemory(Transitions.Change change) {
      return Lookup.in(parts, change.value()).getFirst().inMemory();
    }

    Place at(VReg value, int position) {
      return place(Transitions.partAt(parts, value, position));
    }

    private Place place(LiveInterval part) {
      if (part.assigned() != null) {
        return new Place.InRegister(part.assigned());
      }
      MachInsn<VReg> recipe = recipes.get(part.register());
      return recipe != null ? new Place.Anew(recipe) : frame(part.register());
    }

    boolean isRegister(VReg value, int position) {
      return at(value, position) instanceof Place.InRegister;
    }

    boolean storedAtDefinition(VReg value) {
      return plan.storedAtDefinition().contains(value);
    }

    Place frame(VReg value) {
      return new Place.InFrame(offset(Lookup.in(plan.slots(), value)));
    }

    private int offset(int slot) {
      List<List<String>> slots = new ArrayList<>(plan.names());
      while (slots.size() <= slot) {
        slots.add(List.of());
      }
      return user.withSpills(slots).entries().get(user.entries().size() + slot).offset();
    }

    int scratchOffset() {
      return offset(plan.names().size());
    }

    StackLayout layout(boolean withScratch) {
      List<List<String>> slots = new ArrayList<>(plan.names());
      if (withScratch) {
        slots.add(List.of("(scratch)"));
        slots.add(List.of("(scratch)"));
      }
      return user.withSpills(slots);
    }

    List<Move> atGap(int position) {
      return gaps.getOrDefault(position, List.of());
    }

    List<Move> atStart(int block) {
      return starts.getOrDefault(block, List.of());
    }

    List<Move> atEnd(int block) {
      return ends.getOrDefault(block, List.of());
    }
  }
}
