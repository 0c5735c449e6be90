// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Region;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.StructLayout;
import dev.weir.vm.memory.Window;

/// The context of a run: the structure as programs see it, with pointers in the fields that are
/// pointers. Narrow and wide accesses are those the hook permits.
public final class ContextWindow implements Window {
  private final StructImage image;
  private final StructLayout layout;
  private final long[] pointers;

  /// A context.
  public ContextWindow(StructImage image) {
    this.image = image;
    layout = image.layout();
    pointers = new long[layout.pointers()];
  }

  /// The structure.
  public StructImage image() {
    return image;
  }

  /// Sets what a pointer field leads to; ignored where the structure has no such field.
  public void pointer(String field, long address) {
    if (layout.has(field)) {
      ContextField of = layout.field(field);
      if (layout.pointer(of.offsetBytes(), of.sizeBytes())) {
        pointers[layout.pointerIndex(of.offsetBytes())] = address;
      }
    }
  }

  @Override
  public long load(Region region, int offset, int size) {
    if (!layout.readable(offset, size)) {
      throw new AccessFault(
          "read of "
              + size
              + (size == 1 ? " byte" : " bytes")
              + " at offset "
              + offset
              + " of the context, which this hook does not permit");
    }
    if (layout.pointer(offset, size)) {
      return pointers[layout.pointerIndex(offset)];
    }
    return image.load(offset, size);
  }

  @Override
  public void store(Region region, int offset, int size, long value) {
    if (!layout.writable(offset, size)) {
      throw new AccessFault(
          "write of "
              + size
              + (size == 1 ? " byte" : " bytes")
              + " at offset "
              + offset
              + " of the context, which this hook does not permit");
    }
    if (queueMapping(offset) && Long.compareUnsigned(value, 0xffff) >= 0) {
      return;
    }
    image.store(offset, size, value);
  }

  /// Whether the field at an offset is the queue of a packet, which ignores what is no queue.
  private boolean queueMapping(int offset) {
    return offset == 12 && layout.name().equals("__sk_buff");
  }
}
