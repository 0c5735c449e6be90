// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.lower.State.Shape;
import dev.weir.compiler.java.read.MethodCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One walk over the blocks of a method: which are to be lowered, in which shapes, and what is
/// known at the start of each.
///
/// A block is lowered once for each shape of its live operands. Blocks are taken in reverse
/// postorder, so all forward ways to one are known before it is lowered. At the head of a loop what
/// is known is assumed; a way back that knows less weakens the assumption, and the whole function
/// is lowered again.
final class Flowing {
  private static final int MOST_FORMS = 24;

  private final FunctionBuilder builder;
  private final Assumptions assumptions;
  private final MethodCode code;
  private final String path;
  private final Map<Key, Node> nodes = new HashMap<>();
  private final Map<Integer, Integer> forms = new HashMap<>();
  private final PriorityQueue<Node> work =
      new PriorityQueue<>(
          Comparator.comparingInt((Node n) -> n.block.index()).thenComparingInt(n -> n.order));

  Flowing(FunctionBuilder builder, Assumptions assumptions, MethodCode code, String path) {
    this.builder = builder;
    this.assumptions = assumptions;
    this.code = code;
    this.path = path;
  }

  private record Key(int block, Shape shape) {}

  /// A block in one shape.
  static final class Node {
    final MethodCode.Block block;
    final Block start;
    final int order;
    final String id;
    final List<Variable> variables = new ArrayList<>();
    final List<List<Value>> incoming = new ArrayList<>();
    State known;
    boolean open;
    boolean done;
    @Nullable State assumed;

    Node(MethodCode.Block block, Block start, int order, String id, State known) {
      this.block = block;
      this.start = start;
      this.order = order;
      this.id = id;
      this.known = known;
    }
  }

  /// Ends the current IR block with a jump to a block of the method; false when there are too many
  /// shapes of it.
  boolean jump(MethodCode.Block target, State state) {
    State entering = state.entering(target.liveIn());
    Shape shape = entering.shape();
    Key key = new Key(target.index(), shape);
    Node node = nodes.get(key);
    if (node == null) {
      if (forms.merge(target.index(), 1, Integer::sum) > MOST_FORMS) {
        return false;
      }
      String id = path + "#" + target.index() + shape.parts();
      node = new Node(target, builder.newBlock(), nodes.size(), id, entering);
      for (Value value : entering.values()) {
        node.variables.add(builder.declareVariable(nameOf(value), value.type()));
      }
      node.open = target.header() || assumptions.isLate(id);
      nodes.put(key, node);
      work.add(node);
    } else if (node.done) {
      back(node, entering);
    } else {
      node.known = node.known.join(entering, Range::join);
    }
    List<Value> values = entering.values();
    node.incoming.add(values);
    for (int i = 0; i < values.size(); i++) {
      builder.define(node.variables.get(i), values.get(i));
    }
    builder.jump(node.start);
    return true;
  }

  private static String nameOf(Value value) {
    return value.name();
  }

  /// A way to a block that is lowered already.
  private void back(Node node, State state) {
    if (!node.open) {
      assumptions.late(node.id);
      throw new Assumptions.Weakened();
    }
    State assumed = node.assumed;
    if (assumed != null && !state.within(assumed)) {
      assumptions.weaken(node.id, assumed, state);
      throw new Assumptions.Weakened();
    }
  }

  /// The next block to lower, with the builder in it, or null.
  @Nullable Node next() {
    Node node = work.poll();
    if (node == null) {
      return null;
    }
    node.done = true;
    if (!node.open) {
      builder.seal(node.start);
    }
    builder.switchTo(node.start);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < node.variables.size(); i++) {
      values.add(value(node, i));
    }
    State start = node.known.with(values);
    if (node.open) {
      start.memory.clear();
      start = assumptions.at(node.id, start);
      node.assumed = start.copy();
    }
    node.known = start;
    return node;
  }

  /// The one value that all ways bring, or the block's own.
  private Value value(Node node, int index) {
    Value first = node.incoming.getFirst().get(index);
    boolean one = node.incoming.stream().allMatch(values -> values.get(index).equals(first));
    return one && !node.open ? first : builder.use(node.variables.get(index));
  }

  /// Seals the blocks that ways may have led back to.
  void finish() {
    nodes.values().stream()
        .filter(node -> node.open)
        .sorted(Comparator.comparingInt(node -> node.order))
        .forEach(node -> builder.seal(node.start));
  }

  /// The code that is walked.
  MethodCode code() {
    return code;
  }

  /// The place of the walk among inlined calls.
  String path() {
    return path;
  }

  /// A place from which an instruction goes on.
  record Pending(int at, Block block, State state) {}

  /// The places of one block from which it goes on.
  static Deque<Pending> pending() {
    return new ArrayDeque<>();
  }
}
