// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps whose entries are objects of the kernel: programs, maps, sockets, cgroups.
final class ObjectMap extends VmMap {
  private final LinkedHashMap<Key, Object> entries = new LinkedHashMap<>();
  private final boolean indexed;

  ObjectMap(ImageMap image, Memory memory) {
    super(image, memory);
    indexed = image.type().has(MapTrait.INDEX_KEY);
  }

  @Override
  public @Nullable Object element(int index) {
    return element(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array());
  }

  @Override
  public @Nullable Object element(byte[] key) {
    return entries.get(new Key(key));
  }

  @Override
  public int put(byte[] key, Object value, long flags) {
    checkKey(key);
    if (flags < 0 || flags > EXIST) {
      return EINVAL;
    }
    if (indexed
        && Integer.toUnsignedLong(ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).getInt())
            >= maxEntries()) {
      return E2BIG;
    }
    Key own = new Key(key.clone());
    boolean known = entries.containsKey(own);
    if (known && flags == NOEXIST) {
      return EEXIST;
    }
    if (!known && flags == EXIST) {
      return ENOENT;
    }
    if (!known && entries.size() >= maxEntries()) {
      return E2BIG;
    }
    entries.put(own, value);
    return 0;
  }

  @Override
  public int delete(byte[] key) {
    return entries.remove(new Key(key)) == null ? ENOENT : 0;
  }

  @Override
  public List<byte[]> keys() {
    return entries.keySet().stream().map(Key::toArray).toList();
  }
}
