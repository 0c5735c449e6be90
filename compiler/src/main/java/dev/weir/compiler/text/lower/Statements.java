// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lowers blocks and statements.
final class Statements {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Statements(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// The body of an IR function: its value, if it has one, is what is returned.
  void body(Block body, Type result) {
    Frame.Scope scope = in.frame().open();
    run(body.statements());
    if (!builder.isTerminated()) {
      giveBack(body.value(), result);
    }
    in.slots.release(scope);
    in.frame().close();
  }

  /// A block whose value is dropped.
  void block(Block block) {
    scoped(
        block,
        () -> {
          block.value().ifPresent(in.expressions::effect);
        });
  }

  /// A block whose value, scalar or pointer, is defined as a variable of the builder.
  void block(Block block, dev.weir.compiler.ir.build.@Nullable Variable result) {
    scoped(
        block,
        () ->
            block
                .value()
                .ifPresent(value -> {
                  if (result == null || !value.type().scalar() && !pointer(value.type())) {
                    in.expressions.effect(value);
                  } else {
                    Value defined = in.expressions.value(value);
                    if (!builder.isTerminated()) {
                      builder.define(result, defined);
                    }
                  }
                }));
  }

  /// A block whose value, an aggregate, is put into memory.
  void block(Block block, Address result) {
    scoped(
        block,
        () ->
            block
                .value()
                .ifPresent(value -> {
                  if (value.type().aggregate()) {
                    in.aggregates.store(value, result);
                  } else {
                    in.expressions.effect(value);
                  }
                }));
  }

  private static boolean pointer(Type type) {
    return type instanceof Type.View || type instanceof Type.Socket;
  }

  private void locked(Statement.Locked s) {
    Address address = in.places.address(s.lock());
    Value lock =
        address.offset() == 0
            ? address.base()
            : builder.pointerAdd(address.base(), address.offset());
    in.at(s.span());
    builder.callHelper(Helpers.byName("spin_lock").orElseThrow().id(), List.of(lock), false);
    scoped(s.body(), Optional.of(new Frame.Held(lock, "spin_unlock")), () -> {});
  }

  private void scoped(Block block, Runnable value) {
    scoped(block, Optional.empty(), value);
  }

  private void scoped(Block block, Optional<Frame.Held> held, Runnable value) {
    Frame.Scope scope = in.frame().open();
    held.ifPresent(scope.held::add);
    run(block.statements());
    if (!builder.isTerminated()) {
      value.run();
    }
    if (!builder.isTerminated()) {
      releaseHeld(scope);
    }
    in.slots.release(scope);
    in.frame().close();
  }

  private void run(List<Statement> statements) {
    for (Statement statement : statements) {
      if (builder.isTerminated()) {
        return;
      }
      in.at(statement.span());
      statement(statement);
    }
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Let s -> let(s.variable(), s.value());
      case Statement.LetElse s -> letElse(s);
      case Statement.Assign s -> in.places.store(s.place(), s.value());
      case Statement.Evaluate s -> in.expressions.effect(s.expression());
      case Statement.For s -> count(s);
      case Statement.While s -> loop(s);
      case Statement.Locked s -> locked(s);
      case Statement.Break _ -> {
        Frame.Scope target = leaveLoop();
        builder.jump(java.util.Objects.requireNonNull(target.breakTarget));
      }
      case Statement.Continue _ -> {
        Frame.Scope target = leaveLoop();
        builder.jump(java.util.Objects.requireNonNull(target.continueTarget));
      }
      case Statement.Return s -> giveBack(s.value(), returnType());
      case Statement.Trace s -> trace(s);
    }
  }

  private Type returnType() {
    return in.frame().exit().map(e -> e.function().result()).orElse(Type.VERDICT);
  }

  private void let(Variable variable, Optional<Expr> value) {
    Type type = variable.type();
    if (type.aggregate()) {
      int slot = in.slots.take(in.frame(), variable.name(), Math.max(1, type.sizeBytes()));
      in.frame().bind(variable, new Storage.Slot(slot));
      Address address = in.places.slot(slot);
      if (value.isPresent()) {
        in.aggregates.store(value.get(), address);
      } else {
        in.aggregates.zero(address, type.sizeBytes());
      }
    } else if (type instanceof Type.View && value.isPresent()) {
      in.frame().bind(variable, in.places.viewStorage(value.get()));
    } else {
      Value initial =
          value.isPresent()
              ? in.expressions.value(value.get())
              : builder.constant(Expressions.irType(type), 0);
      if (!builder.isTerminated()) {
        in.define(variable, initial);
      }
    }
  }

  private void letElse(Statement.LetElse s) {
    var absent = builder.newBlock();
    Packets.State before = in.packets.state();
    in.lookups.bind(s.lookup(), Optional.of(s.variable()), absent);
    var present = builder.currentBlock();
    boolean ended = builder.isTerminated();
    Packets.State after = in.packets.state();
    builder.seal(absent);
    builder.switchTo(absent);
    in.packets.restore(before);
    if (builder.isReachable()) {
      block(s.otherwise());
    }
    in.packets.restore(after);
    if (ended) {
      in.conditions.endIfUnreachable();
    } else {
      builder.switchTo(present);
    }
  }

  private void giveBack(Optional<Expr> value, Type result) {
    Optional<Frame.Exit> exit = in.frame().exit();
    if (exit.isPresent()) {
      leaveInlined(value, exit.get());
      return;
    }
    if (value.isEmpty() || result.equals(Type.NONE)) {
      value.ifPresent(in.expressions::effect);
      if (!builder.isTerminated()) {
        releaseAll();
        builder.ret();
      }
      return;
    }
    if (!value.get().type().scalar()) {
      in.expressions.effect(value.get());
      return;
    }
    Value returned = in.expressions.value(value.get());
    if (!builder.isTerminated()) {
      releaseAll();
      builder.ret(returned);
    }
  }

  private void leaveInlined(Optional<Expr> value, Frame.Exit exit) {
    if (value.isPresent()) {
      Expr expr = value.get();
      if (exit.result().isPresent() && expr.type().scalar()) {
        Value returned = in.expressions.value(expr);
        if (!builder.isTerminated()) {
          builder.define(exit.result().get(), returned);
        }
      } else if (exit.memory().isPresent() && expr.type().aggregate()) {
        in.aggregates.store(expr, exit.memory().get());
      } else {
        in.expressions.effect(expr);
      }
    }
    if (!builder.isTerminated()) {
      releaseAll();
      builder.jump(exit.block());
    }
  }

  /// Runs the body of an inlined call; control goes on at the frame's exit.
  void inline(Block body) {
    Frame.Scope scope = in.frame().open();
    run(body.statements());
    if (!builder.isTerminated()) {
      leaveInlined(body.value(), in.frame().exit().orElseThrow());
    }
    in.slots.release(scope);
    in.frame().close();
  }

  /// Ends the IR function with a constant, from wherever the body is.
  void abort(long result) {
    for (Optional<Frame> f = Optional.of(in.frame()); f.isPresent(); f = f.get().caller()) {
      f.get().scopes().forEach(this::releaseHeld);
    }
    in.end(result);
  }

  private void releaseAll() {
    in.frame().scopes().forEach(this::releaseHeld);
  }

  private void releaseHeld(Frame.Scope scope) {
    new ArrayList<>(scope.held).reversed().forEach(this::release);
  }

  /// Gives a socket or lock back.
  void release(Frame.Held held) {
    Helper release = Helpers.byName(held.helper()).orElseThrow();
    builder.callHelper(release.id(), List.of(held.value()), false);
  }

  private Frame.Scope leaveLoop() {
    for (Frame.Scope scope : in.frame().scopes()) {
      releaseHeld(scope);
      if (scope.breakTarget != null) {
        return scope;
      }
    }
    throw new IllegalStateException("break or continue outside a loop");
  }

  private void count(Statement.For s) {
    Type type = s.variable().type();
    Value from = in.expressions.value(s.from());
    Value to = in.expressions.value(s.to());
    if (builder.isTerminated() || s.limit() == 0) {
      return;
    }
    var index = builder.declareVariable(s.variable().name(), from.type());
    builder.define(index, from);
    Runnable bind =
        () -> {
          Storage storage =
              s.variable().mutable()
                  ? new Storage.Mutable(index)
                  : new Storage.Direct(builder.use(index));
          in.frame().bind(s.variable(), storage);
        };
    Condition more = type.signed() ? Condition.SLT : Condition.LT;
    rounds(
        s.constant() ? Optional.empty() : Optional.of(s.limit()),
        (body, end) -> builder.branch(more, builder.use(index), to, body, end),
        bind,
        s.body(),
        () -> {
          Value next =
              builder.binary(
                  dev.weir.bytecode.isa.AluOp.ADD,
                  builder.use(index),
                  builder.constant(from.type(), 1));
          builder.define(index, next);
        });
  }

  private void loop(Statement.While s) {
    if (s.limit() == 0) {
      return;
    }
    rounds(
        Optional.of(s.limit()),
        (body, end) -> {
          if (s.condition().isPresent()) {
            in.conditions.branch(s.condition().get(), body, end);
          } else {
            builder.jump(body);
          }
        },
        () -> {},
        s.body(),
        () -> {});
  }

  /// How a loop decides about one more round.
  private interface Test {
    void branch(dev.weir.compiler.ir.build.Block body, dev.weir.compiler.ir.build.Block end);
  }

  private void rounds(Optional<Long> limit, Test test, Runnable start, Block body, Runnable step) {
    var head = builder.newBlock();
    var round = builder.newBlock();
    var next = builder.newBlock();
    var end = builder.newBlock();
    var counter = limit.map(_ -> builder.declareVariable("round", IrType.I32));
    counter.ifPresent(c -> builder.define(c, builder.constant(IrType.I32, 0)));
    if (Uses.of(body).changesPacket()) {
      in.packets.invalidate();
    }
    Packets.State packets = in.packets.state();
    builder.jump(head);
    builder.switchTo(head);
    if (limit.isPresent()) {
      var within = builder.newBlock();
      Value bound = builder.constant(IrType.I32, limit.get());
      builder.branch(Condition.LT, builder.use(counter.orElseThrow()), bound, within, end);
      builder.seal(within);
      builder.switchTo(within);
    }
    test.branch(round, end);
    builder.seal(round);
    builder.switchTo(round);
    Frame.Scope scope = in.frame().openLoop(end, next);
    start.run();
    block(body);
    if (!builder.isTerminated()) {
      builder.jump(next);
    }
    in.slots.release(scope);
    in.frame().close();
    builder.seal(next);
    builder.switchTo(next);
    if (builder.isReachable()) {
      step.run();
      counter.ifPresent(c ->
          builder.define(
              c,
              builder.binary(
                  dev.weir.bytecode.isa.AluOp.ADD,
                  builder.use(c),
                  builder.constant(IrType.I32, 1))));
    }
    builder.jump(head);
    builder.seal(head);
    builder.seal(end);
    builder.switchTo(end);
    in.packets.restore(packets);
  }

  private void trace(Statement.Trace s) {
    List<Value> arguments = new ArrayList<>();
    for (Expr argument : s.arguments()) {
      arguments.add(in.expressions.value(argument));
    }
    if (builder.isTerminated()) {
      return;
    }
    Helper print = Helpers.byName("trace_printk").orElseThrow();
    List<Value> all = new ArrayList<>();
    all.add(builder.globalAddress(in.formats.global(s.format()), 0));
    all.add(builder.constant(IrType.I64, TraceFormats.sizeBytes(s.format())));
    all.addAll(arguments);
    builder.callHelper(print.id(), all, false);
  }
}
