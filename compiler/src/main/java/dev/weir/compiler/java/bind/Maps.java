// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Operations on maps.
final class Maps {
  private static final int READ_ONLY = 1 << 7;
  private static final long ANY = 0;
  private static final long NO_EXIST = 1;
  private static final long EXIST = 2;

  private Maps() {}

  static void addTo(Map<String, Binding.Table> classes) {
    Map<String, Binding> keyed = new HashMap<>();
    keyed.put("lookup", Maps::lookup);
    keyed.put("contains", Maps::contains);
    keyed.put("put", call -> put(call, ANY));
    keyed.put("putIfAbsent", call -> put(call, NO_EXIST));
    keyed.put("replace", call -> put(call, EXIST));
    keyed.put("delete", Maps::delete);
    for (String type :
        List.of(
            "HashMap",
            "LruHashMap",
            "PerCpuHashMap",
            "LruPerCpuHashMap",
            "ArrayMap",
            "PerCpuArrayMap",
            "LpmTrie")) {
      classes.put(type, DslBindings.byName(keyed));
    }
    classes.put(
        "SkStorage",
        DslBindings.byName(
            Map.of(
                "get",
                call -> storage(call, 0),
                "getOrCreate",
                call -> storage(call, 1),
                "put",
                Maps::putStorage,
                "delete",
                Maps::deleteStorage)));
    classes.put("RingBuffer", DslBindings.byName(Map.of("emit", Maps::emit)));
    classes.put("ProgramTable", DslBindings.byName(Map.of("call", Maps::tailCall)));
    classes.put(
        "Counter",
        DslBindings.byName(
            Map.of(
                "increment",
                call -> count(call, call.builder().constant(IrType.I64, 1)),
                "add",
                call -> count(call, call.number(1).value()))));
  }

  private static Optional<MapDeclaration> map(Call call) {
    if (call.argument(0) instanceof Operand.OfMap map) {
      return Optional.of(map.map());
    }
    call.report(
        LibraryCode.NOT_CONSTANT
            .at("this is no map that is known when compiling", call.span(), "which map?")
            .help("maps are `static final` fields"));
    return Optional.empty();
  }

  private static Value address(Call call, MapDeclaration map) {
    return call.builder().mapAddress(map.name());
  }

  /// The key: of a trie, the prefix length in front of the address.
  private static Operand.View key(Call call, MapDeclaration map) {
    Type type = map.key().orElseThrow();
    if (map.type() != MapType.LPM_TRIE) {
      return call.memory(call.argument(1), type);
    }
    boolean stated =
        call.argument(1) instanceof Operand.Scalar number && number.type().equals(Type.I32);
    Operand address = call.argument(stated ? 2 : 1);
    Type.Struct struct = (Type.Struct) type;
    Operand.View key = call.temporary(struct, "key");
    Type.Field length = struct.fields().getFirst();
    Type.Field rest = struct.fields().getLast();
    Operand bits =
        stated
            ? call.number(1)
            : call.ofInt(
                call.builder().constant(IrType.I32, rest.type().sizeBytes() * 8L),
                Range.constant(rest.type().sizeBytes() * 8L));
    call.store(bits, key.part(length.type(), length.offset()));
    call.store(address, key.part(rest.type(), rest.offset()));
    return key;
  }

  private static Optional<Value> find(Call call, MapDeclaration map) {
    Value key = HelperCalls.pointer(call, key(call, map));
    return HelperCalls.require(call, "map_lookup_elem")
        .map(helper ->
            call.builder()
                .callHelper(
                    IrType.nullable(IrType.Region.MAP_VALUE),
                    helper.id(),
                    List.of(address(call, map), key),
                    false));
  }

  private static Operand lookup(Call call) {
    return map(call)
        .flatMap(map -> find(call, map).map(pointer -> view(map, pointer)))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand view(MapDeclaration map, Value pointer) {
    return Operand.View.of(
        map.value().orElseThrow(), pointer, Memory.MAP_VALUE, (map.flags() & READ_ONLY) == 0);
  }

  private static Operand contains(Call call) {
    return map(call)
        .flatMap(map -> find(call, map))
        .<Operand>map(pointer ->
            call.ofInt(
                call.builder()
                    .compare(Condition.NE, pointer, call.builder().constant(pointer.type(), 0)),
                Range.BOOLEAN))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand put(Call call, long flags) {
    Optional<MapDeclaration> map = map(call);
    if (map.isEmpty()) {
      return new Operand.Failed();
    }
    Value key = HelperCalls.pointer(call, key(call, map.get()));
    Type type = map.get().value().orElseThrow();
    Operand.View value = call.memory(call.arguments().getLast(), type);
    List<Value> arguments =
        List.of(
            address(call, map.get()),
            key,
            HelperCalls.pointer(call, value),
            call.builder().constant(IrType.I64, flags));
    return errno(call, "map_update_elem", arguments);
  }

  private static Operand delete(Call call) {
    return map(call)
        .map(map ->
            errno(
                call,
                "map_delete_elem",
                List.of(address(call, map), HelperCalls.pointer(call, key(call, map)))))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand errno(Call call, String helper, List<Value> arguments) {
    return HelperCalls.call(call, helper, arguments)
        .<Operand>map(result -> call.ofInt(call.builder().truncate(result), Range.INT))
        .orElseGet(Operand.Failed::new);
  }

  private static Optional<Value> socket(Call call) {
    if (call.argument(1) instanceof SocketOperand socket) {
      return Optional.of(socket.pointer());
    }
    call.report(
        LibraryCode.ABSENT
            .at("the socket may be absent", call.span(), "not checked for null")
            .help("ask first: `if (socket != null)`"));
    return Optional.empty();
  }

  private static Optional<Value> storage(Call call, MapDeclaration map, long flags) {
    return socket(call)
        .flatMap(socket ->
            HelperCalls.call(
                call,
                "sk_storage_get",
                List.of(
                    address(call, map),
                    socket,
                    call.builder().constant(IrType.I64, 0),
                    call.builder().constant(IrType.I64, flags))));
  }

  private static Operand storage(Call call, long flags) {
    return map(call)
        .flatMap(map -> storage(call, map, flags).map(pointer -> view(map, pointer)))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand putStorage(Call call) {
    Optional<MapDeclaration> map = map(call);
    Optional<Value> pointer = map.flatMap(m -> storage(call, m, 1));
    if (map.isEmpty() || pointer.isEmpty()) {
      return new Operand.Failed();
    }
    Variable result = call.builder().declareVariable("", IrType.I32);
    call.builder().define(result, call.builder().constant(IrType.I32, -12));
    Block present = call.builder().newBlock();
    Block end = call.builder().newBlock();
    call.builder()
        .branch(
            Condition.EQ,
            pointer.get(),
            call.builder().constant(pointer.get().type(), 0),
            end,
            present);
    call.builder().seal(present);
    call.builder().switchTo(present);
    Value found = call.builder().refine(pointer.get());
    call.store(
        call.argument(2),
        Operand.View.of(map.get().value().orElseThrow(), found, Memory.MAP_VALUE, true));
    call.builder().define(result, call.builder().constant(IrType.I32, 0));
    call.builder().jump(end);
    call.builder().seal(end);
    call.builder().switchTo(end);
    return call.ofInt(call.builder().use(result), Range.of(-12, 0));
  }

  private static Operand deleteStorage(Call call) {
    return map(call)
        .flatMap(map ->
            socket(call)
                .map(socket ->
                    errno(call, "sk_storage_delete", List.of(address(call, map), socket))))
        .orElseGet(Operand.Failed::new);
  }

  /// Reserved in place where the event is made for it, so that nothing is copied; else copied.
  private static Operand emit(Call call) {
    Optional<MapDeclaration> map = map(call);
    if (map.isEmpty() || !(call.argument(1) instanceof Operand.View event) || event.nullable()) {
      return call.argument(1) instanceof Operand.Failed failed
          ? failed
          : call.failed(
              LibraryCode.NOT_CONSTANT.at("this is no event", call.span(), "expected an object"));
    }
    call.emits(map.get().name(), event.target());
    List<Part> parts = new ArrayList<>();
    return parts(call, event, 0, parts) == event.target().sizeBytes()
        ? reserve(call, map.get(), event.target(), parts)
        : output(call, map.get(), event);
  }

  /// A number of an event.
  private record Part(int offset, MemSize size, Value value) {}

  /// The numbers of an event and zeros between them; gives where they end, or -1 when the event
  /// holds something else.
  private static int parts(Call call, Operand.View event, int from, List<Part> parts) {
    if (!(event.target() instanceof Type.Struct struct)) {
      return -1;
    }
    int end = from;
    for (Type.Field field : struct.fields()) {
      if (!field.type().scalar()) {
        return -1;
      }
      padding(call, end, from + field.offset(), parts);
      Operand read = call.load(event.part(field.type(), field.offset()), javaType(field.type()));
      if (!(read instanceof Operand.Scalar number)) {
        return -1;
      }
      MemSize size = MemSize.ofBytes(field.type().sizeBytes());
      parts.add(new Part(from + field.offset(), size, number.value()));
      end = from + field.offset() + field.type().sizeBytes();
    }
    padding(call, end, from + struct.size(), parts);
    return from + struct.size();
  }

  private static ClassDesc javaType(Type type) {
    return type.sizeBytes() == 8 ? ConstantDescs.CD_long : ConstantDescs.CD_int;
  }

  private static void padding(Call call, int from, int to, List<Part> parts) {
    for (int at = from; at < to; ) {
      int room = Math.min(Integer.lowestOneBit(at | 8), Integer.highestOneBit(to - at));
      MemSize size = MemSize.ofBytes(room);
      IrType type = size == MemSize.DW ? IrType.I64 : IrType.I32;
      parts.add(new Part(at, size, call.builder().constant(type, 0)));
      at += room;
    }
  }

  private static Operand reserve(Call call, MapDeclaration map, Type type, List<Part> parts) {
    FunctionBuilder builder = call.builder();
    Value size = builder.constant(IrType.I64, type.sizeBytes());
    Value none = builder.constant(IrType.I64, 0);
    Optional<Value> reserved =
        HelperCalls.call(call, "ringbuf_reserve", List.of(address(call, map), size, none));
    if (reserved.isEmpty()) {
      return new Operand.Failed();
    }
    Variable result = builder.declareVariable("", IrType.I32);
    builder.define(result, builder.constant(IrType.I32, 0));
    Value pointer = reserved.get();
    Block room = builder.newBlock();
    Block end = builder.newBlock();
    builder.branch(Condition.NE, pointer, builder.constant(pointer.type(), 0), room, end);
    builder.seal(room);
    builder.switchTo(room);
    Value record = builder.refine(pointer);
    for (Part part : parts) {
      builder.store(part.size(), record, part.offset(), part.value(), Memory.MAP_VALUE);
    }
    HelperCalls.emit(call, "ringbuf_submit", List.of(record, none));
    builder.define(result, builder.constant(IrType.I32, 1));
    builder.jump(end);
    builder.seal(end);
    builder.switchTo(end);
    return call.ofInt(builder.use(result), Range.BOOLEAN);
  }

  private static Operand output(Call call, MapDeclaration map, Operand.View event) {
    Value zero = call.builder().constant(IrType.I64, 0);
    return HelperCalls.call(
            call,
            "ringbuf_output",
            List.of(
                address(call, map),
                HelperCalls.pointer(call, event),
                call.builder().constant(IrType.I64, event.target().sizeBytes()),
                zero))
        .<Operand>map(
            result -> call.ofInt(call.builder().compare(Condition.EQ, result, zero), Range.BOOLEAN))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand tailCall(Call call) {
    Optional<MapDeclaration> map = map(call);
    if (map.isPresent()) {
      HelperCalls.emit(
          call,
          "tail_call",
          List.of(
              call.context(), address(call, map.get()), HelperCalls.wide(call, call.number(1))));
    }
    return new Operand.Null();
  }

  /// Adds to a counter of this CPU.
  private static Operand count(Call call, Value amount) {
    if (!(call.argument(0) instanceof Operand.Counter(int offset))) {
      return call.failed(
          LibraryCode.NOT_CONSTANT
              .at("this is no counter that is known when compiling", call.span(), "which counter?")
              .help("counters are `static final` fields"));
    }
    FunctionBuilder builder = call.builder();
    Operand.View key = call.temporary(Type.U32, "key");
    Optional<Value> found =
        HelperCalls.call(
            call,
            "map_lookup_elem",
            List.of(builder.mapAddress("counters"), HelperCalls.pointer(call, key)));
    found.ifPresent(pointer -> {
      Block there = builder.newBlock();
      Block after = builder.newBlock();
      builder.branch(Condition.EQ, pointer, builder.constant(pointer.type(), 0), after, there);
      builder.seal(there);
      builder.switchTo(there);
      Value element = builder.refine(pointer);
      Value before = builder.load(IrType.I64, MemSize.DW, element, offset, Memory.MAP_VALUE);
      Value sum = builder.binary(AluOp.ADD, before, amount);
      builder.store(MemSize.DW, element, offset, sum, Memory.MAP_VALUE);
      builder.jump(after);
      builder.seal(after);
      builder.switchTo(after);
    });
    return new Operand.Null();
  }
}
