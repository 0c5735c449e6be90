// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelStructs;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.surface.ContextNames;
import dev.weir.compiler.surface.FieldAccess;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What programs get: fields of contexts and sockets. A method without argument reads, one with an
/// argument assigns.
final class Contexts {
  private static final int IP6_WORDS = 4;

  private Contexts() {}

  static void addTo(Map<String, Binding.Table> classes, PacketViews packets) {
    for (String type : List.of("SockAddr4", "SockAddr6", "SockAddrUnix", "SocketContext")) {
      classes.put(type, (_, name, descriptor) -> Optional.of(member(name, descriptor)));
    }
    classes.put(
        "Packet",
        (_, name, descriptor) ->
            Optional.of(
                switch (name) {
                  case "lookup" -> Fibs::lookup;
                  case "read" -> Contexts::readBytes;
                  default -> {
                    Optional<Header> header = Header.byMethod(name);
                    yield header.isPresent()
                        ? call -> packets.first(call, header.get())
                        : member(name, descriptor);
                  }
                }));
    classes.put("Socket", (_, name, _) -> Optional.of(call -> socket(call, name)));
  }

  private static Binding member(String name, String descriptor) {
    return switch (name) {
      case "cookie" -> call -> number(call, "get_socket_cookie");
      case "netnsCookie" -> call -> number(call, "get_netns_cookie");
      case "dst", "src", "peer", "local" -> call -> both(call, name);
      case "cb" -> Contexts::controlBlock;
      default ->
          descriptor.startsWith("()")
              ? call -> read(call, javaField(name))
              : call -> assign(call, javaField(name), call.argument(1));
    };
  }

  /// The name in the text language; `localIp6` is a name of its own in Java.
  private static String javaField(String name) {
    return name.equals("localIp6")
        ? "local_ip"
        : HelperCalls.kernelName(name).replaceAll("(ip)_?([46])", "$1$2");
  }

  /// `Packet.read`: a copy of bytes of the packet.
  private static Operand readBytes(Call call) {
    if (!(call.argument(1) instanceof Operand.Literal(ClassDesc type))) {
      return call.failed(
          LibraryCode.NOT_CONSTANT.at(
              "the type must be a class literal", call.span(), "not known when compiling"));
    }
    Operand.View copy = call.temporary(call.layout(type), "read");
    boolean xdp = call.hook().program() == ProgramType.XDP;
    return HelperCalls.call(
            call,
            xdp ? "xdp_load_bytes" : "skb_load_bytes",
            List.of(
                call.context(),
                HelperCalls.wide(call, call.number(2)),
                HelperCalls.pointer(call, copy),
                call.builder().constant(IrType.I64, copy.target().sizeBytes())))
        .<Operand>map(result -> present(call, result, copy))
        .orElseGet(Operand.Failed::new);
  }

  private static Operand present(Call call, Value result, Operand found) {
    Block present = call.builder().newBlock();
    Block absent = call.builder().newBlock();
    call.builder()
        .branch(Condition.NE, result, call.builder().constant(IrType.I64, 0), absent, present);
    call.builder().seal(present);
    call.builder().seal(absent);
    return new Operand.Forked(
        List.of(call.arm(present, found), call.arm(absent, new Operand.Null())));
  }

  private static Operand number(Call call, String helper) {
    return HelperCalls.call(call, helper, List.of(call.context()))
        .<Operand>map(value -> call.ofLong(value, Range.LONG))
        .orElseGet(Operand.Failed::new);
  }

  private static Optional<ContextField> field(Call call, String name) {
    Hook hook = call.hook();
    Optional<ContextField> field = ContextNames.field(hook, name);
    if (field.isEmpty()) {
      call.report(missing(call, name));
      return Optional.empty();
    }
    if (!call.target().atLeast(field.get().since())) {
      call.report(HelperCalls.tooOld(call, "`" + name + "`", field.get().since()));
      return Optional.empty();
    }
    return field;
  }

  private static dev.weir.bytecode.diag.Problem missing(Call call, String name) {
    var problem =
        LibraryCode.CONTEXT_FIELD.at(
            "`" + call.hook().name() + "` has no `" + call.name() + "`",
            call.span(),
            "not at this hook");
    List<String> hooks = ContextNames.hooksWith(name);
    return hooks.isEmpty()
        ? problem.help("fields here: " + String.join(", ", ContextNames.names(call.hook())))
        : problem.help("`" + call.name() + "` exists at: " + HelperCalls.few(hooks));
  }

  private static Operand read(Call call, String name) {
    return field(call, name).map(field -> read(call, field, 0)).orElseGet(Operand.Failed::new);
  }

  private static Operand read(Call call, ContextField field, int index) {
    Type whole = ContextNames.type(field);
    Memory memory = FieldAccess.effect(call.hook(), field);
    if (field.type().pointer()) {
      Value pointer = FieldAccess.load(call.builder(), field, 0, Type.U64, call.context(), memory);
      boolean full = field.type() != FieldType.SOCK_COMMON_OR_NULL;
      return field.type().nullable()
          ? SocketOperand.forked(call, pointer, full, false)
          : new SocketOperand(pointer, full, false);
    }
    if (whole.equals(Type.IP6)) {
      return address(call, field, call.context(), memory);
    }
    Type type = whole instanceof Type.Array(Type element, _) ? element : whole;
    Value value = FieldAccess.load(call.builder(), field, index, type, call.context(), memory);
    return scalar(call, type, value);
  }

  private static Operand scalar(Call call, Type type, Value value) {
    return switch (type) {
      case Type.Int(int bytes, _) when bytes == 8 -> call.ofLong(value, Range.LONG);
      case Type.Int(int bytes, _) ->
          call.ofInt(value, bytes == 4 ? Range.INT : Range.unsigned(bytes * 8));
      default ->
          new Operand.Scalar(
              type,
              value,
              type.sizeBytes() == 8 ? Range.LONG : Range.unsigned(type.sizeBytes() * 8));
    };
  }

  /// A copy of an address, as the context is no memory that helpers read.
  private static Operand address(Call call, ContextField field, Value base, Memory memory) {
    Operand.View copy = call.temporary(Type.IP6, field.name());
    for (int i = 0; i < IP6_WORDS; i++) {
      Value word = FieldAccess.load(call.builder(), field, i, Type.BE32, base, memory);
      call.store(
          new Operand.Scalar(Type.BE32, word, Range.unsigned(32)), copy.part(Type.BE32, i * 4));
    }
    return copy;
  }

  private static Operand both(Call call, String side) {
    assign(call, side + "_ip", call.argument(1));
    return assign(call, side + "_port", call.argument(2));
  }

  private static Operand assign(Call call, String name, Operand value) {
    Optional<ContextField> field = field(call, name);
    if (field.isEmpty()) {
      return new Operand.Failed();
    }
    if (!ContextNames.writable(field.get())) {
      return call.failed(
          LibraryCode.READ_ONLY.at(
              "`" + call.hook().name() + "` cannot change `" + call.name() + "`",
              call.span(),
              "read-only here"));
    }
    return assign(call, field.get(), 0, value);
  }

  private static Operand assign(Call call, ContextField field, int index, Operand value) {
    Memory memory = FieldAccess.effect(call.hook(), field);
    if (ContextNames.type(field).equals(Type.IP6)) {
      Operand.View source = call.memory(value, Type.IP6);
      int step = field.writeWidths().contains(8) ? 8 : 4;
      for (int at = 0; at < 16; at += step) {
        Value word = word(call, source, at, step);
        call.builder()
            .store(MemSize.ofBytes(step), call.context(), field.offsetBytes() + at, word, memory);
      }
      return new Operand.Null();
    }
    Operand.Scalar number =
        value instanceof Operand.Scalar scalar
            ? scalar
            : new Operand.Scalar(
                Type.I32, call.builder().constant(IrType.I32, 0), Range.constant(0));
    call.builder()
        .store(
            MemSize.ofBytes(field.sizeBytes()),
            call.context(),
            field.offsetBytes() + index * field.sizeBytes(),
            number.value(),
            memory);
    return new Operand.Null();
  }

  /// Four or eight bytes of an address; where it is known, the number itself.
  private static Value word(Call call, Operand.View source, int at, int step) {
    if (step == 8
        && call.load(source.part(Type.BE32, at), ConstantDescs.CD_int) instanceof Operand.Scalar low
        && call.load(source.part(Type.BE32, at + 4), ConstantDescs.CD_int)
            instanceof Operand.Scalar high
        && low.range().isConstant()
        && high.range().isConstant()) {
      return call.builder()
          .constant(IrType.I64, high.range().min() << 32 | low.range().min() & 0xffff_ffffL);
    }
    return call.builder()
        .load(
            step == 8 ? IrType.I64 : IrType.I32,
            MemSize.ofBytes(step),
            source.anchor().pointer(call),
            source.offset() + at,
            source.memory());
  }

  private static Operand controlBlock(Call call) {
    Optional<ContextField> field = field(call, "cb");
    Range index = call.number(1).range();
    if (field.isEmpty()) {
      return new Operand.Failed();
    }
    if (!index.isConstant() || index.min() < 0 || index.min() >= field.get().count()) {
      return call.failed(
          LibraryCode.CONTEXT_FIELD.at(
              "the index of `cb` must be a constant from 0 to " + (field.get().count() - 1),
              call.span(),
              "not such a constant"));
    }
    int at = (int) index.min();
    if (call.arguments().size() == 2) {
      return read(call, field.get(), at);
    }
    if (!ContextNames.writable(field.get())) {
      return call.failed(
          LibraryCode.READ_ONLY.at(
              "`" + call.hook().name() + "` cannot change `cb`", call.span(), "read-only here"));
    }
    return assign(call, field.get(), at, call.number(2));
  }

  private static Operand socket(Call call, String name) {
    if (!(call.argument(0) instanceof SocketOperand socket)) {
      return call.failed(
          LibraryCode.ABSENT
              .at("the socket may be absent", call.span(), "not checked for null")
              .help("ask first: `if (socket != null)`"));
    }
    if (name.equals("close")) {
      if (socket.acquired()) {
        HelperCalls.emit(call, "sk_release", List.of(socket.pointer()));
      }
      return new Operand.Null();
    }
    if (name.equals("full")) {
      return HelperCalls.call(call, "sk_fullsock", List.of(socket.pointer()))
          .map(pointer -> SocketOperand.forked(call, pointer, true, false))
          .orElseGet(Operand.Failed::new);
    }
    FieldType pointer = socket.full() ? FieldType.SOCKET : FieldType.SOCK_COMMON_OR_NULL;
    Optional<ContextField> field =
        KernelStructs.pointee(pointer)
            .flatMap(layout -> layout.field(javaField(name)))
            .filter(ContextNames::usable);
    if (field.isEmpty()) {
      return call.failed(
          LibraryCode.CONTEXT_FIELD
              .at("this socket has no `" + name + "`", call.span(), "not of a socket of any kind")
              .help("get the full socket: `socket.full()`"));
    }
    Type whole = ContextNames.type(field.get());
    if (whole.equals(Type.IP6)) {
      return address(call, field.get(), socket.pointer(), Memory.KERNEL);
    }
    Value value =
        FieldAccess.load(call.builder(), field.get(), 0, whole, socket.pointer(), Memory.KERNEL);
    return scalar(call, whole, value);
  }
}
