// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Storage attached to objects: sockets, tasks, cgroups. The object is the key, by equality.
public final class StorageMap extends VmMap {
  private final Map<Object, Region> values = new LinkedHashMap<>();

  StorageMap(ImageMap image, Memory memory) {
    super(image, memory);
  }

  /// The value of an object; null when it has none.
  public @Nullable Region of(Object owner) {
    return values.get(owner);
  }

  /// The value of an object, made where it has none.
  ///
  /// @param initial the first bytes; null for zeros
  public Region create(Object owner, byte @Nullable [] initial) {
    Region known = values.get(owner);
    if (known != null) {
      return known;
    }
    Region made = value();
    if (initial != null) {
      fill(made, initial);
    }
    values.put(owner, made);
    return made;
  }

  /// Removes the value of an object.
  public int remove(Object owner) {
    Region old = values.remove(owner);
    if (old == null) {
      return ENOENT;
    }
    memory().release(old);
    return 0;
  }

  /// A copy of the value of an object; null when it has none.
  public byte @Nullable [] valueFor(Object owner) {
    Region region = values.get(owner);
    return region == null ? null : valueOf(region);
  }

  /// Sets the value of an object.
  public void set(Object owner, byte[] value) {
    fill(create(owner, null), value);
  }
}
