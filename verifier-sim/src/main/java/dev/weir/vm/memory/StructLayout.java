// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A kernel structure prepared for many accesses: fields by name, permitted accesses by offset.
public final class StructLayout {
  private final ContextLayout layout;
  private final Map<String, ContextField> byName = new HashMap<>();

  /// Permitted sizes by offset, a bit each: the size itself.
  private final byte[] reads;

  private final byte[] writes;

  /// The size of the pointer field at an offset, 0 for numbers.
  private final byte[] pointerSizes;

  /// The number of the pointer field at an offset.
  private final byte[] pointerIndexes;

  private int pointers;

  /// How many bytes of a stored field the kernel keeps, by offset.
  private final byte[] kept;

  /// A structure.
  public StructLayout(ContextLayout layout) {
    this.layout = layout;
    int size = layout.sizeBytes();
    reads = new byte[size];
    writes = new byte[size];
    pointerSizes = new byte[size];
    kept = new byte[size];
    pointerIndexes = new byte[size];
    for (int offset = 0; offset < size; offset++) {
      for (int width = 1; width <= 8; width <<= 1) {
        reads[offset] |= (byte) (layout.reads().allows(offset, width) ? width : 0);
        writes[offset] |= (byte) (layout.writes().allows(offset, width) ? width : 0);
      }
    }
    for (ContextField field : layout.fields()) {
      byName.putIfAbsent(field.name(), field);
      if (field.type().pointer() && field.readable()) {
        pointerSizes[field.offsetBytes()] = (byte) field.sizeBytes();
        pointerIndexes[field.offsetBytes()] = (byte) pointers++;
      }
      if (field.writable()) {
        kept[field.offsetBytes()] = (byte) keptBytes(layout.struct(), field);
      }
    }
  }

  /// The kernel's name of the structure.
  public String name() {
    return layout.struct();
  }

  /// The size in bytes.
  public int size() {
    return layout.sizeBytes();
  }

  /// Whether there is a field of that name.
  public boolean has(String field) {
    return byName.containsKey(field);
  }

  /// The field of a name.
  ///
  /// @throws IllegalArgumentException when there is none
  public ContextField field(String field) {
    ContextField found = byName.get(field);
    if (found == null) {
      throw new IllegalArgumentException(
          name()
              + " has no field "
              + field
              + "; it has "
              + layout.fields().stream().map(ContextField::name).collect(Collectors.joining(", ")));
    }
    return found;
  }

  /// Whether programs may load so many bytes at an offset.
  public boolean readable(int offset, int size) {
    return (reads[offset] & size) != 0;
  }

  /// Whether programs may store so many bytes at an offset.
  public boolean writable(int offset, int size) {
    return (writes[offset] & size) != 0;
  }

  /// Whether a load of so many bytes at an offset yields a pointer.
  public boolean pointer(int offset, int size) {
    return pointerSizes[offset] == size;
  }

  /// The number of the pointer field at an offset.
  public int pointerIndex(int offset) {
    return pointerIndexes[offset];
  }

  /// How many pointer fields programs may load.
  public int pointers() {
    return pointers;
  }

  /// How many bytes of a field stored at an offset the kernel keeps.
  public int kept(int offset) {
    return kept[offset];
  }

  /// How many bytes of a field the kernel keeps.
  ///
  /// @kernel v6.12 net/core/filter.c tc_cls_act_convert_ctx_access: these live in 16 bits
  private static int keptBytes(String struct, ContextField field) {
    boolean half =
        struct.equals("__sk_buff")
            && switch (field.name()) {
              case "queue_mapping", "tc_index", "tc_classid" -> true;
              default -> false;
            };
    return half ? 2 : field.valueBytes();
  }
}
