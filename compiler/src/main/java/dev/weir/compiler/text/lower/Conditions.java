// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.function.Consumer;

/// Lowers conditions to branches, and the expressions that choose between blocks.
final class Conditions {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Conditions(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// Goes to `then` when a condition holds, else to `otherwise`. The caller seals both.
  void branch(
      Expr condition,
      dev.weir.compiler.ir.build.Block then,
      dev.weir.compiler.ir.build.Block otherwise) {
    in.at(condition.span());
    switch (condition) {
      case Expr.Compare e when !e.left().type().aggregate() -> compare(e, then, otherwise);
      case Expr.Logical e -> {
        var second = builder.newBlock();
        if (e.and()) {
          branch(e.left(), second, otherwise);
        } else {
          branch(e.left(), then, second);
        }
        builder.seal(second);
        builder.switchTo(second);
        branch(e.right(), then, otherwise);
      }
      case Expr.Unary e when e.op() == Expr.UnaryOp.NOT -> branch(e.operand(), otherwise, then);
      case Expr.Const e -> builder.jump(e.value() != 0 ? then : otherwise);
      case Expr.Present e -> {
        in.lookups.probe(e.lookup(), otherwise);
        if (!builder.isTerminated()) {
          builder.jump(then);
        }
      }
      default -> {
        Value value =
            condition instanceof Expr.Compare e ? aggregates(e) : in.expressions.value(condition);
        if (!builder.isTerminated()) {
          builder.branch(Condition.NE, value, builder.constant(value.type(), 0), then, otherwise);
        }
      }
    }
  }

  private void compare(
      Expr.Compare e,
      dev.weir.compiler.ir.build.Block then,
      dev.weir.compiler.ir.build.Block otherwise) {
    Value left = in.expressions.value(e.left());
    Value right = builder.isTerminated() ? left : in.expressions.value(e.right());
    if (builder.isTerminated()) {
      return;
    }
    in.at(e.span());
    Condition condition = Expressions.condition(e.op(), e.left().type().signed());
    builder.branch(condition, left, right, then, otherwise);
  }

  /// 0 or 1 for a condition.
  Value value(Expr condition) {
    if (condition instanceof Expr.Compare e) {
      if (e.left().type().aggregate()) {
        return aggregates(e);
      }
      Value left = in.expressions.value(e.left());
      Value right = builder.isTerminated() ? left : in.expressions.value(e.right());
      if (!builder.isTerminated()) {
        in.at(e.span());
        return builder.compare(
            Expressions.condition(e.op(), e.left().type().signed()), left, right);
      }
      return left;
    }
    var result = builder.declareVariable("", IrType.I32);
    var then = builder.newBlock();
    var otherwise = builder.newBlock();
    var end = builder.newBlock();
    branch(condition, then, otherwise);
    settle(then, end, () -> builder.define(result, builder.constant(IrType.I32, 1)));
    settle(otherwise, end, () -> builder.define(result, builder.constant(IrType.I32, 0)));
    builder.seal(end);
    builder.switchTo(end);
    return builder.use(result);
  }

  private Value aggregates(Expr.Compare e) {
    Value different = in.aggregates.difference(e.left(), e.right());
    in.at(e.span());
    Condition condition = e.op() == Expr.CompareOp.EQUAL ? Condition.EQ : Condition.NE;
    return builder.compare(condition, different, builder.constant(different.type(), 0));
  }

  /// One of two blocks.
  void choose(Expr.If e, Consumer<Block> lower) {
    var then = builder.newBlock();
    var otherwise = builder.newBlock();
    branch(e.condition(), then, otherwise);
    arms(then, otherwise, () -> lower.accept(e.then()), () -> lower.accept(e.otherwise()));
  }

  /// Lowers both arms of a decision and goes on where they meet.
  void arms(
      dev.weir.compiler.ir.build.Block then,
      dev.weir.compiler.ir.build.Block otherwise,
      Runnable whenThen,
      Runnable whenOtherwise) {
    var end = builder.newBlock();
    Packets.State before = in.packets.state();
    settle(then, end, whenThen);
    Packets.State afterThen = in.packets.state();
    in.packets.restore(before);
    settle(otherwise, end, whenOtherwise);
    in.packets.join(afterThen);
    builder.seal(end);
    builder.switchTo(end);
    endIfUnreachable();
  }

  private void settle(
      dev.weir.compiler.ir.build.Block block,
      dev.weir.compiler.ir.build.Block end,
      Runnable lower) {
    builder.seal(block);
    builder.switchTo(block);
    if (builder.isReachable()) {
      lower.run();
      if (builder.isTerminated()) {
        in.packets.unreachable();
      }
    } else {
      in.packets.unreachable();
    }
    if (!builder.isTerminated()) {
      builder.jump(end);
    }
  }

  /// Ends the current block when nothing leads to it, so that what follows is skipped. The block
  /// goes with all unreachable ones when the function is built.
  void endIfUnreachable() {
    if (builder.isTerminated() || builder.isReachable()) {
      return;
    }
    var nowhere = builder.newBlock();
    builder.jump(nowhere);
    builder.seal(nowhere);
    in.packets.unreachable();
  }

  /// The block of the first case that has the subject.
  void choose(Expr.Switch e, Consumer<Block> lower) {
    Value subject = in.expressions.value(e.subject());
    if (builder.isTerminated()) {
      return;
    }
    choose(e, subject, 0, lower);
  }

  private void choose(Expr.Switch e, Value subject, int index, Consumer<Block> lower) {
    boolean exhaustive =
        e.otherwise().statements().isEmpty()
            && e.otherwise().value().isEmpty()
            && e.otherwise().type().equals(Type.NEVER);
    if (index == e.cases().size()) {
      lower.accept(e.otherwise());
      return;
    }
    Expr.Case choice = e.cases().get(index);
    if (exhaustive && index == e.cases().size() - 1) {
      lower.accept(choice.body());
      return;
    }
    var then = builder.newBlock();
    var otherwise = builder.newBlock();
    in.at(e.span());
    matches(choice, subject, e.subject().type(), then, otherwise);
    arms(
        then,
        otherwise,
        () -> lower.accept(choice.body()),
        () -> choose(e, subject, index + 1, lower));
  }

  private void matches(
      Expr.Case choice,
      Value subject,
      Type type,
      dev.weir.compiler.ir.build.Block then,
      dev.weir.compiler.ir.build.Block otherwise) {
    for (Expr.Range range : choice.ranges()) {
      var next = builder.newBlock();
      if (range.from() == range.to()) {
        builder.branch(
            Condition.EQ, subject, in.expressions.constant(range.from(), type), then, next);
      } else {
        within(range, subject, type, then, next);
      }
      builder.seal(next);
      builder.switchTo(next);
    }
    builder.jump(otherwise);
  }

  private void within(
      Expr.Range range,
      Value subject,
      Type type,
      dev.weir.compiler.ir.build.Block then,
      dev.weir.compiler.ir.build.Block otherwise) {
    var high = builder.newBlock();
    Condition atLeast = type.signed() ? Condition.SGE : Condition.GE;
    Condition atMost = type.signed() ? Condition.SLE : Condition.LE;
    builder.branch(atLeast, subject, in.expressions.constant(range.from(), type), high, otherwise);
    builder.seal(high);
    builder.switchTo(high);
    builder.branch(atMost, subject, in.expressions.constant(range.to(), type), then, otherwise);
  }
}
