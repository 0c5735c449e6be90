// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lowers calls: of functions, of kernel helpers, and of ring buffers.
final class Calls {
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Calls(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// Calls a function; its scalar result, if it has one.
  ///
  /// @param memory where an aggregate result goes
  Optional<Value> call(Expr.Call e, Optional<Address> memory) {
    return e.function().linkage() == Function.Linkage.INLINE ? inline(e, memory) : subprogram(e);
  }

  private static boolean passed(Variable parameter) {
    return !(parameter.type() instanceof Type.Packet)
        && !(parameter.type() instanceof Type.Context);
  }

  private Optional<Value> inline(Expr.Call e, Optional<Address> memory) {
    Function function = e.function();
    Type type = function.result();
    Optional<dev.weir.compiler.ir.build.Variable> result =
        type.scalar()
            ? Optional.of(builder.declareVariable("", Expressions.irType(type)))
            : Optional.empty();
    Optional<Address> target =
        type.aggregate() && memory.isEmpty()
            ? Optional.of(in.places.temporary(type.sizeBytes()))
            : memory;
    var after = builder.newBlock();
    Frame callee = Frame.inlined(in.frame(), new Frame.Exit(function, after, result, target));
    if (!bindParameters(e, callee)) {
      builder.seal(after);
      return Optional.empty();
    }
    Packets.State packets = in.packets.state();
    Frame caller = in.enter(callee);
    in.statements.inline(function.body());
    in.enter(caller);
    builder.seal(after);
    builder.switchTo(after);
    in.conditions.endIfUnreachable();
    if (function.changesPacket()) {
      in.packets.invalidate();
    } else {
      in.packets.restore(packets);
    }
    return builder.isTerminated() ? Optional.empty() : result.map(builder::use);
  }

  /// Binds the arguments in the callee's frame; false when evaluating one never ends.
  private boolean bindParameters(Expr.Call e, Frame callee) {
    for (int i = 0; i < e.arguments().size(); i++) {
      Variable parameter = e.function().parameters().get(i);
      Expr argument = e.arguments().get(i);
      if (!passed(parameter)) {
        continue;
      }
      if (parameter.type() instanceof Type.View) {
        Storage storage = in.places.viewStorage(argument);
        callee.bind(parameter, storage);
      } else {
        Value value = in.expressions.value(argument);
        if (!builder.isTerminated()) {
          Frame caller = in.enter(callee);
          in.define(parameter, value);
          in.enter(caller);
        }
      }
      if (builder.isTerminated()) {
        return false;
      }
    }
    return true;
  }

  private Optional<Value> subprogram(Expr.Call e) {
    Function function = e.function();
    List<Value> arguments = new ArrayList<>();
    if (function.usesContext()) {
      arguments.add(in.context());
    }
    for (int i = 0; i < e.arguments().size(); i++) {
      if (passed(function.parameters().get(i))) {
        arguments.add(in.expressions.value(e.arguments().get(i)));
        if (builder.isTerminated()) {
          return Optional.empty();
        }
      }
    }
    in.at(e.span());
    Optional<Value> result = Optional.empty();
    if (function.result().scalar()) {
      IrType type = Expressions.irType(function.result());
      result =
          Optional.of(
              builder.callFunction(type, function.name(), arguments, function.changesPacket()));
    } else {
      builder.callFunction(function.name(), arguments, function.changesPacket());
    }
    if (function.changesPacket()) {
      in.packets.invalidate();
    }
    return result;
  }

  /// A scalar local variable that a helper writes: it lives in memory during the call.
  private record WriteBack(Place place, Address memory) {}

  /// Calls a kernel helper; its result, if the program makes something of it.
  Optional<Value> helper(Expr.CallHelper e) {
    List<Value> arguments = new ArrayList<>();
    List<WriteBack> writeBacks = new ArrayList<>();
    for (int i = 0; i < e.arguments().size(); i++) {
      ArgType type = e.helper().args().get(i);
      arguments.add(argument(e.arguments().get(i), type, writeBacks));
      if (builder.isTerminated()) {
        return Optional.empty();
      }
    }
    in.at(e.span());
    Optional<Value> result = emit(e, arguments);
    if (e.helper().changesPacketData()) {
      in.packets.invalidate();
    }
    for (WriteBack w : writeBacks) {
      in.places.store(w.place(), in.expressions.load(w.memory(), w.place().type()));
    }
    return result;
  }

  private Optional<Value> emit(Expr.CallHelper e, List<Value> arguments) {
    Helper helper = e.helper();
    boolean changes = helper.changesPacketData();
    if (e.type().equals(Type.NONE)) {
      builder.callHelper(helper.id(), arguments, changes);
      return Optional.empty();
    }
    if (e.type().scalar()) {
      Value result = builder.callHelper(IrType.I64, helper.id(), arguments, changes);
      return Optional.of(in.expressions.narrowed(result, e.type()));
    }
    return Optional.of(
        builder.callHelper(pointer(helper.returns().kind()), helper.id(), arguments, changes));
  }

  private static IrType pointer(ReturnKind kind) {
    return switch (kind) {
      case MAP_VALUE -> IrType.nullable(Region.MAP_VALUE);
      case SOCKET -> IrType.nullable(Region.SOCKET);
      case SOCK_COMMON -> IrType.nullable(Region.SOCK_COMMON);
      case TCP_SOCK -> IrType.nullable(Region.TCP_SOCK);
      case RINGBUF_MEM, DYNPTR_MEM -> IrType.nullable(Region.MEMORY);
      case MEM_OR_BTF_ID, BTF_ID -> IrType.nullable(Region.BTF);
      case INTEGER, VOID -> throw new IllegalStateException("no pointer result");
    };
  }

  private Value argument(Argument argument, ArgType type, List<WriteBack> writeBacks) {
    return switch (argument) {
      case Argument.Value(Expr value) -> in.expressions.widened(value);
      case Argument.Context _ -> in.context();
      case Argument.OfMap(var map) -> builder.mapAddress(map.name());
      case Argument.Null _ -> builder.constant(IrType.I64, 0);
      case Argument.Memory(Place place) -> memory(place, type, writeBacks);
    };
  }

  private Value memory(Place place, ArgType type, List<WriteBack> writeBacks) {
    Address address = in.places.address(place);
    if (builder.isTerminated()) {
      return Expressions.nothing();
    }
    boolean register =
        place instanceof Place.Local(Variable variable)
            && in.frame().storage(variable) instanceof Storage.Mutable;
    if (register && type.writes()) {
      writeBacks.add(new WriteBack(place, address));
    }
    return in.expressions.pointer(address);
  }

  /// Hands a record to a ring buffer: reserved in place where the value is a structure whose fields
  /// can be evaluated first, so that nothing happens between reserving and submitting; else copied.
  Value emit(Expr.Emit e) {
    in.records.add(e.map().name(), e.value().type());
    return e.value() instanceof Expr.StructValue struct
            && struct.fields().stream().noneMatch(f -> f.type().aggregate() && !plain(f))
        ? reserve(e, struct)
        : output(e);
  }

  private static boolean plain(Expr expr) {
    return expr instanceof Expr.Bytes || expr instanceof Expr.Load;
  }

  private Value reserve(Expr.Emit e, Expr.StructValue struct) {
    List<Aggregates.Part> parts = in.aggregates.parts(struct);
    if (builder.isTerminated()) {
      return Expressions.nothing();
    }
    in.at(e.span());
    var result = builder.declareVariable("", IrType.I32);
    builder.define(result, builder.constant(IrType.I32, 0));
    Value pointer =
        builder.callHelper(
            IrType.nullable(Region.MEMORY),
            helper("ringbuf_reserve").id(),
            List.of(
                builder.mapAddress(e.map().name()),
                builder.constant(IrType.I64, struct.type().size()),
                builder.constant(IrType.I64, 0)),
            false);
    var room = builder.newBlock();
    var end = builder.newBlock();
    builder.branch(Condition.NE, pointer, builder.constant(pointer.type(), 0), room, end);
    builder.seal(room);
    builder.switchTo(room);
    Value record = builder.refine(pointer);
    in.aggregates.storeParts(struct.type(), parts, new Address(record, 0, Memory.MAP_VALUE));
    in.at(e.span());
    builder.callHelper(
        helper("ringbuf_submit").id(), List.of(record, builder.constant(IrType.I64, 0)), false);
    builder.define(result, builder.constant(IrType.I32, 1));
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return builder.use(result);
  }

  private Value output(Expr.Emit e) {
    Address address = in.places.address(new Place.Temporary(e.value()));
    if (builder.isTerminated()) {
      return Expressions.nothing();
    }
    in.at(e.span());
    Value result =
        builder.callHelper(
            IrType.I64,
            helper("ringbuf_output").id(),
            List.of(
                builder.mapAddress(e.map().name()),
                in.expressions.pointer(address),
                builder.constant(IrType.I64, e.value().type().sizeBytes()),
                builder.constant(IrType.I64, 0)),
            false);
    return builder.compare(Condition.EQ, result, builder.constant(IrType.I64, 0));
  }

  private static Helper helper(String name) {
    return Helpers.byName(name).orElseThrow();
  }
}
