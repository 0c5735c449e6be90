// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Redirects jumps to where they lead in the end. A block can be jumped past when it does nothing,
/// its values are used nowhere else, and it ends in a jump, or in a branch that the arguments of
/// this jump decide.
final class JumpThreading {
  private final Map<Integer, IrBlock> blocks = new HashMap<>();
  private final Set<Integer> passable = new HashSet<>();
  private final Edit edit;
  private final Definitions definitions;

  private JumpThreading(IrFunction function) {
    this.edit = new Edit(function);
    this.definitions = Definitions.of(function);
    Set<Integer> escaping = escaping(function);
    for (IrBlock block : function.blocks()) {
      blocks.put(block.id(), block);
      boolean local =
          block.parameters().stream().noneMatch(v -> escaping.contains(v.id()))
              && block.operations().stream()
                  .allMatch(
                      o -> o instanceof Operation.Const c && !escaping.contains(c.result().id()));
      if (local) {
        passable.add(block.id());
      }
    }
  }

  /// Values used in another block than the one that defines them.
  static Set<Integer> escaping(IrFunction function) {
    Map<Integer, Integer> home = new HashMap<>();
    int entry = function.blocks().getFirst().id();
    function.parameters().forEach(v -> home.put(v.id(), entry));
    for (IrBlock block : function.blocks()) {
      block.parameters().forEach(v -> home.put(v.id(), block.id()));
      block.operations().forEach(o -> o.definition().ifPresent(v -> home.put(v.id(), block.id())));
    }
    Set<Integer> escaping = new HashSet<>();
    for (IrBlock block : function.blocks()) {
      block.operations().forEach(o -> o.operands().forEach(v -> note(v, block, home, escaping)));
      block.terminator().operands().forEach(v -> note(v, block, home, escaping));
    }
    return escaping;
  }

  private static void note(
      Value value, IrBlock user, Map<Integer, Integer> home, Set<Integer> escaping) {
    if (!Integer.valueOf(user.id()).equals(home.get(value.id()))) {
      escaping.add(value.id());
    }
  }

  static IrFunction thread(IrFunction function) {
    JumpThreading pass = new JumpThreading(function);
    return function.with(function.blocks().stream().map(pass::threaded).toList());
  }

  private IrBlock threaded(IrBlock block) {
    List<Operation> operations = new ArrayList<>(block.operations());
    Terminator terminator = block.terminator().mapTargets(target -> follow(target, operations));
    return new IrBlock(block.id(), block.parameters(), operations, terminator);
  }

  /// Where a jump leads in the end; constants it passes are added to `operations`.
  private Target follow(Target start, List<Operation> operations) {
    Target target = start;
    Set<Integer> seen = new HashSet<>();
    while (seen.add(target.block())) {
      Optional<Target> next = next(target, operations);
      if (next.isEmpty()) {
        break;
      }
      target = next.get();
    }
    return target;
  }

  private Optional<Target> next(Target target, List<Operation> operations) {
    IrBlock block = blocks.get(target.block());
    if (block == null || !passable.contains(block.id())) {
      return Optional.empty();
    }
    Map<Integer, Value> arguments = new HashMap<>();
    for (int i = 0; i < block.parameters().size(); i++) {
      arguments.put(block.parameters().get(i).id(), target.arguments().get(i));
    }
    Optional<Target> next =
        switch (block.terminator()) {
          case Terminator.Jump jump -> Optional.of(jump.target());
          case Terminator.Branch branch ->
              new Comparison(
                      branch.condition(),
                      arguments.getOrDefault(branch.left().id(), branch.left()),
                      arguments.getOrDefault(branch.right().id(), branch.right()))
                  .known(definitions)
                  .map(known -> known ? branch.then() : branch.otherwise());
          case Terminator.Return _ -> Optional.empty();
        };
    return next.map(t -> t.mapArguments(v -> outside(v, block, arguments, operations)));
  }

  /// A value of the block as the jump sees it: an argument, a copy of its constant, or itself.
  private Value outside(
      Value value, IrBlock block, Map<Integer, Value> arguments, List<Operation> operations) {
    if (arguments.get(value.id()) instanceof Value argument) {
      return argument;
    }
    Optional<Operation> constant =
        block.operations().stream()
            .filter(o -> o.definition().equals(Optional.of(value)))
            .findFirst();
    if (constant.isEmpty()) {
      return value;
    }
    Operation copy = constant.get().mapDefinition(v -> edit.fresh(v.type(), v.name()));
    operations.add(copy);
    definitions.define(copy);
    return copy.definition().orElseThrow();
  }
}
