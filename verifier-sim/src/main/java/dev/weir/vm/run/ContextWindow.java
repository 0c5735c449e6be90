// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.Window;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The context of a run: the structure as programs see it, with pointers in the fields that are
/// pointers. Narrow and wide accesses are those the hook permits.
public final class ContextWindow implements Window {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final StructImage image;

  /// Permitted sizes by offset, a bit each: the size itself.
  private final byte[] reads;

  private final byte[] writes;

  /// Pointers by offset; what is no pointer has 0 in `pointerSizes`.
  private final long[] pointers;

  private final byte[] pointerSizes;

  /// Whether a store covers a field whose upper bytes the kernel does not keep.
  private final byte[] kept;

  /// A context.
  public ContextWindow(StructImage image) {
    ContextLayout layout = image.layout();
    this.image = image;
    int size = layout.sizeBytes();
    reads = new byte[size];
    writes = new byte[size];
    pointers = new long[size];
    pointerSizes = new byte[size];
    kept = new byte[size];
    for (int offset = 0; offset < size; offset++) {
      for (int width = 1; width <= 8; width <<= 1) {
        if (layout.reads().allows(offset, width)) {
          reads[offset] |= (byte) width;
        }
        if (layout.writes().allows(offset, width)) {
          writes[offset] |= (byte) width;
        }
      }
    }
    for (ContextField field : layout.fields()) {
      if (field.type().pointer() && field.readable()) {
        pointerSizes[field.offsetBytes()] = (byte) field.sizeBytes();
      }
      if (field.writable()) {
        kept[field.offsetBytes()] = (byte) keptBytes(layout.struct(), field);
      }
    }
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

  /// The structure.
  public StructImage image() {
    return image;
  }

  /// Sets what a pointer field leads to; ignored where the structure has no such field.
  public void pointer(String field, long address) {
    image.layout().field(field).ifPresent(f -> pointers[f.offsetBytes()] = address);
  }

  /// Sets the pointer at an offset.
  void pointerAt(int offset, long address) {
    pointers[offset] = address;
  }

  /// Makes the context ready for another run: all zero.
  void clear() {
    Arrays.fill(image.bytes(), (byte) 0);
    Arrays.fill(pointers, 0);
  }

  @Override
  public long load(Region region, int offset, int size) {
    if ((reads[offset] & size) == 0) {
      throw new AccessFault(
          "read of "
              + size
              + (size == 1 ? " byte" : " bytes")
              + " at offset "
              + offset
              + " of the context, which this hook does not permit");
    }
    if (pointerSizes[offset] == size) {
      return pointers[offset];
    }
    byte[] bytes = image.bytes();
    return switch (size) {
      case 1 -> bytes[offset] & 0xffL;
      case 2 -> (short) SHORT.get(bytes, offset) & 0xffffL;
      case 4 -> (int) INT.get(bytes, offset) & 0xffff_ffffL;
      default -> (long) LONG.get(bytes, offset);
    };
  }

  @Override
  public void store(Region region, int offset, int size, long value) {
    if ((writes[offset] & size) == 0) {
      throw new AccessFault(
          "write of "
              + size
              + (size == 1 ? " byte" : " bytes")
              + " at offset "
              + offset
              + " of the context, which this hook does not permit");
    }
    byte[] bytes = image.bytes();
    long stored = kept[offset] == 2 && size == 4 ? value & 0xffff : value;
    if (kept[offset] == 2 && (int) value >= 0xffff && queueMapping(offset)) {
      return;
    }
    switch (size) {
      case 1 -> bytes[offset] = (byte) stored;
      case 2 -> SHORT.set(bytes, offset, (short) stored);
      case 4 -> INT.set(bytes, offset, (int) stored);
      default -> LONG.set(bytes, offset, stored);
    }
  }

  /// Whether the field at an offset is the queue of a packet, which ignores what is no queue.
  private boolean queueMapping(int offset) {
    return offset == 12 && image.layout().struct().equals("__sk_buff");
  }
}
