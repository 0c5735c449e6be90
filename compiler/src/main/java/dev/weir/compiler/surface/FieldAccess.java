// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.text.typed.Type;

/// Loads of fields of contexts and sockets.
public final class FieldAccess {
  private FieldAccess() {}

  /// Loads an element of a field: a number as its type has it, or a pointer.
  ///
  /// @param index of the element
  /// @param type of the number; ignored for pointers
  /// @param memory what the load depends on, see [#effect]
  public static Value load(
      FunctionBuilder builder,
      ContextField field,
      int index,
      Type type,
      Value base,
      Memory memory) {
    int offset = field.offsetBytes() + index * field.sizeBytes();
    return field.type().pointer()
        ? builder.load(
            pointerType(field.type()), MemSize.ofBytes(field.sizeBytes()), base, offset, memory)
        : narrow(builder, field, type, base, offset, memory);
  }

  /// What loads of a context field depend on. Socket address fields that the program cannot write
  /// never change; packets change under helpers.
  public static Memory effect(Hook hook, ContextField field) {
    boolean packet = hook.context().struct().equals("__sk_buff");
    boolean fixed = field.name().equals("ifindex") || field.name().equals("ingress_ifindex");
    return field.writable() || packet && !fixed ? Memory.CTX : Memory.CTX_CONSTANT;
  }

  private static IrType pointerType(FieldType type) {
    return switch (type) {
      case PACKET -> IrType.pointer(Region.PACKET);
      case PACKET_END -> IrType.pointer(Region.PACKET_END);
      case PACKET_META -> IrType.pointer(Region.PACKET_META);
      case SOCKET -> IrType.pointer(Region.SOCKET);
      case SOCKET_OR_NULL -> IrType.nullable(Region.SOCKET);
      case SOCK_COMMON_OR_NULL -> IrType.nullable(Region.SOCK_COMMON);
      case FLOW_KEYS, BTF_POINTER -> IrType.pointer(Region.BTF);
      case SCALAR -> throw new IllegalStateException("scalar field as a pointer");
    };
  }

  /// Loads the first `valueBytes` of a field: narrowly where the kernel allows it, else whole and
  /// cut.
  private static Value narrow(
      FunctionBuilder builder,
      ContextField field,
      Type type,
      Value base,
      int offset,
      Memory memory) {
    int bytes = type instanceof Type.Bool ? field.valueBytes() : type.sizeBytes();
    int wanted = Math.min(Math.min(bytes, field.valueBytes()), field.sizeBytes());
    boolean narrow = field.readWidths().contains(wanted);
    int loaded = narrow ? wanted : field.sizeBytes();
    IrType irType = type.sizeBytes() == 8 ? IrType.I64 : IrType.I32;
    Value value = builder.load(irType, MemSize.ofBytes(loaded), base, offset, memory);
    return loaded == wanted ? value : builder.extend(irType, false, wanted * 8, value);
  }
}
