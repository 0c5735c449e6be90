// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The bytes of a kernel structure, with its fields by name. Values are numbers as people write
/// them: port 80 is 80, whatever order the field has in memory.
public final class StructImage {
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final StructLayout layout;
  private final byte[] bytes;

  /// A zeroed structure.
  public StructImage(StructLayout layout) {
    this.layout = layout;
    bytes = new byte[layout.size()];
  }

  /// The fields.
  public StructLayout layout() {
    return layout;
  }

  /// The bytes themselves, not a copy.
  public byte[] bytes() {
    return bytes;
  }

  /// Whether the structure has a field.
  public boolean has(String name) {
    return layout.has(name);
  }

  /// The value of a field, unsigned; of an array, its first element.
  public long get(String name) {
    return get(name, 0);
  }

  /// The value of an element of an array field.
  public long get(String name, int element) {
    ContextField field = layout.field(name);
    int at = offset(field, element);
    long value = 0;
    for (int i = 0; i < field.valueBytes(); i++) {
      int index = field.order() == FieldOrder.BIG ? i : field.valueBytes() - 1 - i;
      value = value << 8 | bytes[at + index] & 0xff;
    }
    return value;
  }

  /// Sets a field; of an array, its first element.
  public void set(String name, long value) {
    set(name, 0, value);
  }

  /// Sets an element of an array field.
  public void set(String name, int element, long value) {
    ContextField field = layout.field(name);
    int at = offset(field, element);
    for (int i = 0; i < field.valueBytes(); i++) {
      int shift = 8 * (field.order() == FieldOrder.BIG ? field.valueBytes() - 1 - i : i);
      bytes[at + i] = (byte) (value >>> shift);
    }
  }

  /// The bytes of a whole field, in memory order.
  public byte[] getBytes(String name) {
    ContextField field = layout.field(name);
    byte[] value = new byte[field.endBytes() - field.offsetBytes()];
    System.arraycopy(bytes, field.offsetBytes(), value, 0, value.length);
    return value;
  }

  /// Sets the bytes of a field from its start, in memory order, such as those of an IP address.
  public void setBytes(String name, byte[] value) {
    ContextField field = layout.field(name);
    if (value.length > field.endBytes() - field.offsetBytes()) {
      throw new IllegalArgumentException(
          value.length
              + " bytes for "
              + name
              + ", which has "
              + (field.endBytes() - field.offsetBytes()));
    }
    System.arraycopy(value, 0, bytes, field.offsetBytes(), value.length);
  }

  /// What a program's load yields. A load that is narrower than the field that programs see, but no
  /// narrower than what the kernel has, yields the whole field, wherever in the field it is.
  ///
  /// @kernel v6.12 kernel/bpf/verifier.c convert_ctx_accesses: shift and mask only `if
  ///   (is_narrower_load && size < target_size)`
  public long load(int offset, int size) {
    int field = offset & -Integer.BYTES;
    if (size < Integer.BYTES && size >= layout.held(field) && layout.held(field) > 0) {
      return (int) INT.get(bytes, field) & 0xffff_ffffL;
    }
    return switch (size) {
      case 1 -> bytes[offset] & 0xffL;
      case 2 -> (short) SHORT.get(bytes, offset) & 0xffffL;
      case 4 -> (int) INT.get(bytes, offset) & 0xffff_ffffL;
      default -> (long) LONG.get(bytes, offset);
    };
  }

  /// Performs a program's store; of a field that the kernel has in 2 bytes it takes as many.
  public void store(int offset, int size, long value) {
    long stored = size == Integer.BYTES && layout.held(offset) == 2 ? value & 0xffff : value;
    switch (size) {
      case 1 -> bytes[offset] = (byte) stored;
      case 2 -> SHORT.set(bytes, offset, (short) stored);
      case 4 -> INT.set(bytes, offset, (int) stored);
      default -> LONG.set(bytes, offset, stored);
    }
  }

  private static int offset(ContextField field, int element) {
    if (element < 0 || element >= field.count()) {
      throw new IllegalArgumentException(
          "element " + element + " of " + field.name() + ", which has " + field.count());
    }
    return field.offsetBytes() + element * field.sizeBytes();
  }
}
