// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.read;

import dev.weir.compiler.java.read.MethodCode.Block;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds the basic blocks of a method, their order, loops and live locals.
final class MethodReader {
  private final String owner;
  private final MethodModel method;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private final Map<Label, Integer> targets = new HashMap<>();
  private final Map<Integer, String> locals = new HashMap<>();

  private MethodReader(String owner, MethodModel method) {
    this.owner = owner;
    this.method = method;
  }

  /// The blocks of a method with code.
  static MethodCode read(String owner, MethodModel method, CodeModel code) {
    MethodReader reader = new MethodReader(owner, method);
    reader.collect(code);
    return reader.blocks();
  }

  private void collect(CodeModel code) {
    int line = 0;
    for (CodeElement element : code) {
      switch (element) {
        case Instruction instruction -> {
          instructions.add(instruction);
          lines.add(line);
        }
        case LabelTarget target -> targets.put(target.label(), instructions.size());
        case LineNumber number -> line = number.line();
        case LocalVariable variable ->
            locals.putIfAbsent(variable.slot(), variable.name().stringValue());
        default -> {}
      }
    }
  }

  /// A block while its neighbours are looked for.
  private static final class Draft {
    final int from;
    final int to;
    final List<Integer> next = new ArrayList<>();
    int order = -1;
    int predecessors;
    boolean header;
    final BitSet loop = new BitSet();
    final BitSet used = new BitSet();
    final BitSet defined = new BitSet();
    final BitSet live = new BitSet();

    Draft(int from, int to) {
      this.from = from;
      this.to = to;
    }
  }

  private MethodCode blocks() {
    Map<Integer, Draft> drafts = drafts();
    List<Draft> order = order(drafts);
    for (Draft draft : order) {
      for (int next : draft.next) {
        Draft target = drafts.get(next);
        if (target != null) {
          target.predecessors++;
          if (target.order <= draft.order) {
            target.header = true;
            markLoop(target, draft, order, drafts);
          }
        }
      }
    }
    live(order, drafts);
    int[] blockAt = new int[instructions.size()];
    Arrays.fill(blockAt, -1);
    List<Block> blocks = new ArrayList<>();
    for (Draft draft : order) {
      blockAt[draft.from] = draft.order;
      List<Integer> next = new ArrayList<>();
      for (int start : draft.next) {
        Draft target = drafts.get(start);
        if (target != null) {
          next.add(target.order);
        }
      }
      blocks.add(
          new Block(
              draft.order,
              draft.from,
              draft.to,
              List.copyOf(next),
              draft.predecessors,
              draft.header,
              draft.loop,
              draft.live));
    }
    return new MethodCode(
        owner,
        method.methodName().stringValue(),
        method.methodType().stringValue(),
        method.flags().has(java.lang.reflect.AccessFlag.STATIC),
        List.copyOf(instructions),
        lines.stream().mapToInt(Integer::intValue).toArray(),
        Map.copyOf(targets),
        List.copyOf(blocks),
        blockAt,
        Map.copyOf(locals));
  }

  private Map<Integer, Draft> drafts() {
    TreeSet<Integer> leaders = new TreeSet<>(List.of(0));
    for (int i = 0; i < instructions.size(); i++) {
      if (endsBlock(instructions.get(i))) {
        leaders.add(i + 1);
        leaders.addAll(jumps(instructions.get(i)));
      }
    }
    leaders.removeIf(leader -> leader >= instructions.size());
    Map<Integer, Draft> drafts = new HashMap<>();
    for (int from : leaders) {
      Integer after = leaders.higher(from);
      int to = after == null ? instructions.size() : after;
      Draft draft = new Draft(from, to);
      Instruction last = instructions.get(to - 1);
      draft.next.addAll(jumps(last));
      boolean falls =
          !endsBlock(last) || last instanceof BranchInstruction branch && !isGoto(branch);
      if (falls && to < instructions.size() && !draft.next.contains(to)) {
        draft.next.addFirst(to);
      }
      drafts.put(from, draft);
    }
    return drafts;
  }

  private static boolean isGoto(BranchInstruction branch) {
    return switch (branch.opcode()) {
      case GOTO, GOTO_W -> true;
      default -> false;
    };
  }

  private static boolean endsBlock(Instruction instruction) {
    return instruction instanceof BranchInstruction
        || instruction instanceof TableSwitchInstruction
        || instruction instanceof LookupSwitchInstruction
        || instruction instanceof ReturnInstruction
        || instruction instanceof ThrowInstruction;
  }

  private List<Integer> jumps(Instruction instruction) {
    List<Integer> to = new ArrayList<>();
    switch (instruction) {
      case BranchInstruction branch -> to.add(at(branch.target()));
      case TableSwitchInstruction table -> {
        table.cases().forEach(each -> to.add(at(each.target())));
        to.add(at(table.defaultTarget()));
      }
      case LookupSwitchInstruction lookup -> {
        lookup.cases().forEach(each -> to.add(at(each.target())));
        to.add(at(lookup.defaultTarget()));
      }
      default -> {}
    }
    return to.stream().distinct().toList();
  }

  private int at(Label label) {
    Integer index = targets.get(label);
    if (index == null) {
      throw new IllegalArgumentException("jump to a label that is nowhere");
    }
    return index;
  }

  /// Reverse postorder of the blocks that the entry reaches. Of two successors the later one in the
  /// code is visited first, so that a loop's body comes before what follows the loop.
  private static List<Draft> order(Map<Integer, Draft> drafts) {
    List<Draft> postorder = new ArrayList<>();
    record Visit(Draft draft, Deque<Integer> rest) {}
    Deque<Visit> stack = new ArrayDeque<>();
    BitSet seen = new BitSet();
    Draft entry = drafts.get(0);
    if (entry == null) {
      throw new IllegalArgumentException("a body without instructions");
    }
    seen.set(0);
    stack.push(new Visit(entry, successors(entry)));
    while (!stack.isEmpty()) {
      Visit visit = stack.element();
      Integer next = visit.rest().pollFirst();
      if (next == null) {
        postorder.add(visit.draft());
        stack.pop();
      } else if (drafts.get(next) instanceof Draft draft && !seen.get(next)) {
        seen.set(next);
        stack.push(new Visit(draft, successors(draft)));
      }
    }
    Collections.reverse(postorder);
    for (int i = 0; i < postorder.size(); i++) {
      postorder.get(i).order = i;
    }
    return postorder;
  }

  private static Deque<Integer> successors(Draft draft) {
    List<Integer> sorted = new ArrayList<>(draft.next);
    sorted.sort(Collections.reverseOrder());
    return new ArrayDeque<>(sorted);
  }

  private static void markLoop(
      Draft header, Draft latch, List<Draft> order, Map<Integer, Draft> drafts) {
    header.loop.set(header.order);
    Deque<Draft> work = new ArrayDeque<>(List.of(latch));
    while (!work.isEmpty()) {
      Draft draft = work.pop();
      if (!header.loop.get(draft.order)) {
        header.loop.set(draft.order);
        for (Draft before : order) {
          if (before.next.stream().anyMatch(next -> drafts.get(next) == draft)) {
            work.push(before);
          }
        }
      }
    }
  }

  private void live(List<Draft> order, Map<Integer, Draft> drafts) {
    order.forEach(this::usesAndDefinitions);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Draft draft : order.reversed()) {
        BitSet live = new BitSet();
        for (int next : draft.next) {
          if (drafts.get(next) instanceof Draft successor) {
            live.or(successor.live);
          }
        }
        live.andNot(draft.defined);
        live.or(draft.used);
        if (!live.equals(draft.live)) {
          draft.live.or(live);
          changed = true;
        }
      }
    }
  }

  private void usesAndDefinitions(Draft draft) {
    for (int i = draft.from; i < draft.to; i++) {
      switch (instructions.get(i)) {
        case LoadInstruction load -> use(draft, load.slot());
        case IncrementInstruction increment -> {
          use(draft, increment.slot());
          draft.defined.set(increment.slot());
        }
        case StoreInstruction store -> draft.defined.set(store.slot());
        default -> {}
      }
    }
  }

  private static void use(Draft draft, int slot) {
    if (!draft.defined.get(slot)) {
      draft.used.set(slot);
    }
  }
}
