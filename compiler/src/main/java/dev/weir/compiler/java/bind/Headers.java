// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import dev.weir.compiler.surface.BitFields;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Members of packet headers that are no fields: the next header, parts of fields, and changes that
/// keep checksums right.
final class Headers {
  private final PacketViews views;

  private Headers(PacketViews views) {
    this.views = views;
  }

  static void addTo(Map<String, Binding.Table> classes, PacketViews views) {
    Headers headers = new Headers(views);
    for (Header header : Header.values()) {
      classes.put(header.layout().name(), headers.table(header));
    }
  }

  private Binding.Table table(Header header) {
    String struct = header.layout().name();
    Map<String, Binding> members = new HashMap<>();
    members.put("offset", call -> offset(call, header));
    for (Header next : header.next()) {
      members.put(next.method(), call -> views.next(call, header, next));
    }
    for (String name : BitFields.names(struct)) {
      BitFields.Bits bits = BitFields.find(struct, name).orElseThrow();
      members.put(
          PacketViews.javaName(name),
          call ->
              call.arguments().size() == 1 ? read(call, header, bits) : write(call, header, bits));
    }
    new HeaderChanges(this).addTo(members, header);
    return DslBindings.byName(members);
  }

  /// Where the receiver is; empty after a report.
  Optional<Value> start(Call call, Header header) {
    return views.place(call, header).map(place -> views.offset(call, place));
  }

  private Operand offset(Call call, Header header) {
    Optional<Packets.Place> place = views.place(call, header);
    return place
        .<Operand>map(p ->
            call.ofInt(
                views.offset(call, p),
                p instanceof Packets.Fixed(int offset)
                    ? Range.constant(offset)
                    : Range.of(0, 0xffff)))
        .orElseGet(Operand.Failed::new);
  }

  /// A field of the receiver, as memory has it.
  static Operand.Scalar field(Call call, Header header, String name) {
    return call.load(part(call, header, name), ConstantDescs.CD_int) instanceof Operand.Scalar s
        ? s
        : call.ofInt(call.builder().constant(IrType.I32, 0), Range.constant(0));
  }

  /// Where a field of the receiver is.
  static Operand.View part(Call call, Header header, String name) {
    Type.Struct layout = PacketViews.layout(header);
    Type.Field field = layout.field(name).orElseThrow();
    return call.view(0, layout).part(field.type(), field.offset());
  }

  /// A part of a field of the receiver.
  static Operand.Scalar read(Call call, Header header, BitFields.Bits bits) {
    FunctionBuilder builder = call.builder();
    Operand.Scalar raw = field(call, header, PacketViews.javaName(bits.field()));
    if (bits.width() == 1) {
      Value mask = builder.constant(IrType.I32, swapped(raw.type(), bits.mask() << bits.shift()));
      Value one = builder.binary(AluOp.AND, raw.value(), mask);
      return call.ofInt(
          builder.compare(Condition.NE, one, builder.constant(IrType.I32, 0)), Range.BOOLEAN);
    }
    Value number = toHost(builder, raw.type(), raw.value());
    Value shifted =
        bits.shift() == 0
            ? number
            : builder.binary(AluOp.RSH, number, builder.constant(IrType.I32, bits.shift()));
    Value cut = builder.binary(AluOp.AND, shifted, builder.constant(IrType.I32, bits.mask()));
    return call.ofInt(cut, Range.unsigned(bits.width()));
  }

  private static Operand write(Call call, Header header, BitFields.Bits bits) {
    FunctionBuilder builder = call.builder();
    String name = PacketViews.javaName(bits.field());
    Operand.Scalar raw = field(call, header, name);
    Value value = call.number(1).value();
    Value cut = builder.binary(AluOp.AND, value, builder.constant(IrType.I32, bits.mask()));
    Value placed =
        bits.shift() == 0
            ? cut
            : builder.binary(AluOp.LSH, cut, builder.constant(IrType.I32, bits.shift()));
    long others = swapped(raw.type(), ~(bits.mask() << bits.shift()));
    Value kept = builder.binary(AluOp.AND, raw.value(), builder.constant(IrType.I32, others));
    Value whole = builder.binary(AluOp.OR, kept, toHost(builder, raw.type(), placed));
    return store(call, header, name, whole);
  }

  /// Assigns a field of the receiver a number that fits.
  static Operand store(Call call, Header header, String name, Value value) {
    Operand.View target = part(call, header, name);
    if (!target.writable()) {
      return call.failed(
          LibraryCode.READ_ONLY.at(
              "`" + call.hook().name() + "` cannot change the packet", call.span(), "read-only"));
    }
    Type type = target.target() instanceof Type.Int ? Type.I32 : target.target();
    call.store(
        new Operand.Scalar(type, value, Range.unsigned(target.target().sizeBytes() * 8)), target);
    return new Operand.Null();
  }

  private static Value toHost(FunctionBuilder builder, Type type, Value value) {
    return type instanceof Type.Be(int bytes) ? builder.swap(bytes * 8, value) : value;
  }

  /// A constant, host byte order, as a field of the type has it.
  private static long swapped(Type type, long number) {
    return switch (type) {
      case Type.Be(int bytes) when bytes == 2 ->
          Short.toUnsignedLong(Short.reverseBytes((short) number));
      case Type.Be _ -> Integer.toUnsignedLong(Integer.reverseBytes((int) number));
      default -> number & 0xff;
    };
  }
}
