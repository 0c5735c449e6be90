// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.compiler.mach.MachTerminator.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/// Shortens the control flow of allocated code, again and again until nothing changes:
///
/// - jumps to empty blocks go where those go, jumps to a bare return return;
/// - equal blocks become one, and blocks share equal ends;
/// - a choice of two constants sets one before the branch;
/// - a block joins its only predecessor when that goes nowhere else.
final class BlockCleanup {
  private static final int ROUNDS = 100;
  private final MachFunction<Reg> function;
  private Map<Integer, MachBlock<Reg>> blocks;
  private boolean changed = true;

  private BlockCleanup(MachFunction<Reg> function) {
    this.function = function;
    this.blocks = function.blocksById();
  }

  /// The function with shorter control flow.
  static MachFunction<Reg> clean(MachFunction<Reg> function) {
    BlockCleanup cleanup = new BlockCleanup(function);
    for (int round = 0; cleanup.changed && round < ROUNDS; round++) {
      cleanup.changed = false;
      cleanup.thread();
      cleanup.mergeEqual();
      cleanup.dropUnreachable();
      cleanup.chooseBeforeBranch();
      cleanup.join();
      cleanup.shareReturns();
      cleanup.shareTails();
      cleanup.dropUnreachable();
    }
    return function.with(List.copyOf(cleanup.blocks.values()));
  }

  private int entry() {
    return function.blocks().getFirst().id();
  }

  private void thread() {
    redirect(id -> {
      Set<Integer> seen = new HashSet<>();
      int target = id;
      while (seen.add(target)
          && Lookup.in(blocks, target).insns().isEmpty()
          && Lookup.in(blocks, target).terminator()
              instanceof MachTerminator.Jump<Reg>(var next, _)) {
        target = next.block();
      }
      return target;
    });
    for (MachBlock<Reg> block : List.copyOf(blocks.values())) {
      if (block.terminator() instanceof MachTerminator.Jump<Reg>(var target, _)
          && Lookup.in(blocks, target.block()).insns().isEmpty()
          && Lookup.in(blocks, target.block()).terminator()
              instanceof MachTerminator.Return<Reg> ret) {
        put(new MachBlock<>(block.id(), List.of(), block.insns(), ret));
        changed = true;
      }
    }
  }

  private void redirect(IntUnaryOperator to) {
    for (MachBlock<Reg> block : List.copyOf(blocks.values())) {
      MachTerminator<Reg> terminator = redirect(block.terminator(), to);
      if (!terminator.equals(block.terminator())) {
        put(new MachBlock<>(block.id(), List.of(), block.insns(), terminator));
        changed = true;
      }
    }
  }

  private static MachTerminator<Reg> redirect(MachTerminator<Reg> terminator, IntUnaryOperator to) {
    return switch (terminator) {
      case MachTerminator.Return<Reg> ret -> ret;
      case MachTerminator.Jump<Reg>(var target, var span) ->
          new MachTerminator.Jump<>(Target.to(to.applyAsInt(target.block())), span);
      case MachTerminator.Branch<Reg> b -> {
        int then = to.applyAsInt(b.then().block());
        int otherwise = to.applyAsInt(b.otherwise().block());
        if (then == otherwise) {
          yield new MachTerminator.Jump<>(Target.to(then), b.span());
        }
        yield new MachTerminator.Branch<>(
            b.condition(),
            b.width(),
            b.left(),
            b.right(),
            Target.to(then),
            Target.to(otherwise),
            b.likely(),
            b.span());
      }
    };
  }

  private void dropUnreachable() {
    Set<Integer> reachable = new HashSet<>();
    List<Integer> work = new ArrayList<>(List.of(entry()));
    while (!work.isEmpty()) {
      int id = work.removeLast();
      if (reachable.add(id)) {
        Lookup.in(blocks, id).terminator().targets().forEach(target -> work.add(target.block()));
      }
    }
    blocks.keySet().retainAll(reachable);
  }

  private Map<Integer, Integer> predecessorCounts() {
    Map<Integer, Integer> counts = new HashMap<>();
    for (MachBlock<Reg> block : blocks.values()) {
      block.terminator().targets().forEach(t -> counts.merge(t.block(), 1, Integer::sum));
    }
    return counts;
  }

  /// `if c goto A else B; A: r = 1; goto J; B: r = 0; ...` becomes `r = 1; if c goto J else B`.
  private void chooseBeforeBranch() {
    Map<Integer, Integer> counts = predecessorCounts();
    for (MachBlock<Reg> block : List.copyOf(blocks.values())) {
      if (block.terminator() instanceof MachTerminator.Branch<Reg> branch
          && !hoist(block, branch, branch.then(), branch.otherwise(), counts)) {
        hoist(block, branch, branch.otherwise(), branch.then(), counts);
      }
    }
  }

  private boolean hoist(
      MachBlock<Reg> block,
      MachTerminator.Branch<Reg> branch,
      Target<Reg> chosen,
      Target<Reg> other,
      Map<Integer, Integer> counts) {
    MachBlock<Reg> source = Lookup.in(blocks, chosen.block());
    MachBlock<Reg> rest = Lookup.in(blocks, other.block());
    if (Lookup.in(counts, source.id()) != 1
        || Lookup.in(counts, rest.id()) != 1
        || source.insns().size() != 1
        || source.terminator() instanceof MachTerminator.Branch<Reg>
        || !(source.insns().getFirst() instanceof MachInsn.Plain<Reg>(Insn.Mov<Reg> mov, _, _))
        || !(mov.src() instanceof Operand.Immediate<Reg>)
        || mov.dst() == branch.left()
        || branch.right().equals(Operand.reg(mov.dst()))
        || !RegisterUse.writesBeforeReading(rest, mov.dst())) {
      return false;
    }
    List<MachInsn<Reg>> insns = new ArrayList<>(block.insns());
    insns.add(source.insns().getFirst());
    put(new MachBlock<>(block.id(), List.of(), insns, branch));
    put(new MachBlock<>(source.id(), List.of(), List.of(), source.terminator()));
    changed = true;
    return true;
  }

  private void join() {
    Map<Integer, Integer> counts = predecessorCounts();
    for (int id : List.copyOf(blocks.keySet())) {
      MachBlock<Reg> block = blocks.get(id);
      if (block != null
          && block.terminator() instanceof MachTerminator.Jump<Reg>(var target, _)
          && target.block() != entry()
          && target.block() != id
          && Lookup.in(counts, target.block()) == 1) {
        MachBlock<Reg> next = Lookup.in(blocks, target.block());
        blocks.remove(target.block());
        List<MachInsn<Reg>> insns = new ArrayList<>(block.insns());
        insns.addAll(next.insns());
        put(new MachBlock<>(id, List.of(), insns, next.terminator()));
        changed = true;
      }
    }
  }

  /// Ends of blocks that set R0 to the same constant and return become one block.
  private void shareReturns() {
    Map<String, List<MachBlock<Reg>>> byReturn = new LinkedHashMap<>();
    for (MachBlock<Reg> block : blocks.values()) {
      if (block.terminator() instanceof MachTerminator.Return<Reg> && endsInConstant(block)) {
        String key = MachPrinter.print(block.insns().getLast());
        byReturn.computeIfAbsent(key, _ -> new ArrayList<>()).add(block);
      }
    }
    for (List<MachBlock<Reg>> sharing : byReturn.values()) {
      if (sharing.size() < 2 || sharing.stream().allMatch(b -> b.insns().size() == 1)) {
        continue;
      }
      share(sharing, 1);
    }
  }

  private void shareTails() {
    for (SharedTails.Tail tail : SharedTails.find(blocks.values())) {
      share(List.of(tail.first(), tail.second()), tail.length());
    }
  }

  /// Gives blocks that end in the same instructions and the same terminator one block for these.
  private void share(List<MachBlock<Reg>> sharing, int length) {
    int shared = blocks.keySet().stream().mapToInt(i -> i).max().orElseThrow() + 1;
    MachBlock<Reg> first = sharing.getFirst();
    List<MachInsn<Reg>> tail = SharedTails.tail(first, length);
    put(new MachBlock<>(shared, List.of(), tail, first.terminator()));
    for (MachBlock<Reg> block : sharing) {
      List<MachInsn<Reg>> rest = block.insns().subList(0, block.insns().size() - length);
      MachTerminator<Reg> jump =
          new MachTerminator.Jump<>(
              Target.to(shared), SharedTails.tail(block, length).getFirst().span());
      put(new MachBlock<>(block.id(), List.of(), rest, jump));
    }
    changed = true;
  }

  private static boolean endsInConstant(MachBlock<Reg> block) {
    return !block.insns().isEmpty()
        && block.insns().getLast() instanceof MachInsn.Plain<Reg>(Insn.Mov<Reg> mov, _, _)
        && mov.dst() == Reg.R0
        && mov.src() instanceof Operand.Immediate<Reg>;
  }

  private void mergeEqual() {
    Map<String, Integer> first = new HashMap<>();
    Map<Integer, Integer> replaced = new HashMap<>();
    for (MachBlock<Reg> block : blocks.values()) {
      StringBuilder key = new StringBuilder();
      block.insns().forEach(insn -> key.append(MachPrinter.print(insn)).append('\n'));
      key.append(MachPrinter.print(block.terminator()));
      Integer same = first.putIfAbsent(key.toString(), block.id());
      if (same != null && block.id() != entry()) {
        replaced.put(block.id(), same);
      }
    }
    if (!replaced.isEmpty()) {
      redirect(id -> replaced.getOrDefault(id, id));
    }
  }

  private void put(MachBlock<Reg> block) {
    blocks.put(block.id(), block);
  }
}
