// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;

/// The bytes of a kernel structure, with its fields by name. Values are numbers as people write
/// them: port 80 is 80, whatever order the field has in memory.
public final class StructImage {
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

  private static int offset(ContextField field, int element) {
    if (element < 0 || element >= field.count()) {
      throw new IllegalArgumentException(
          "element " + element + " of " + field.name() + ", which has " + field.count());
    }
    return field.offsetBytes() + element * field.sizeBytes();
  }
}
