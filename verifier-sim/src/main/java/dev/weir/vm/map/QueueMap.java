// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Queues and stacks.
final class QueueMap extends VmMap {
  private final ArrayDeque<byte[]> values = new ArrayDeque<>();
  private final boolean stack;

  QueueMap(ImageMap image, Memory memory) {
    super(image, memory);
    stack = image.type() == MapType.STACK;
  }

  @Override
  public int push(byte[] value, long flags) {
    boolean replace = (flags & EXIST) != 0;
    if ((flags & NOEXIST) != 0 || flags > EXIST || flags < 0) {
      return EINVAL;
    }
    if (values.size() == maxEntries()) {
      if (!replace) {
        return E2BIG;
      }
      values.removeFirst();
    }
    values.addLast(value.clone());
    return 0;
  }

  @Override
  public byte @Nullable [] pop(boolean remove) {
    if (stack) {
      return remove ? values.pollLast() : values.peekLast();
    }
    return remove ? values.pollFirst() : values.peekFirst();
  }
}
