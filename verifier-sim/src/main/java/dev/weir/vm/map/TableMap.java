// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hash tables with and without LRU, per CPU or not, and the maps of devices and CPUs, whose
/// entries are values too. Iteration follows insertion; an LRU map evicts what was used longest
/// ago.
final class TableMap extends VmMap {
  private final Cpus cpus;
  private final int copies;
  private final boolean lru;
  private final boolean indexed;
  private final LinkedHashMap<Key, Region[]> table;
  private final Key probe = new Key(new byte[0]);

  TableMap(ImageMap image, Memory memory, Cpus cpus) {
    super(image, memory);
    this.cpus = cpus;
    copies = image.type().perCpu() ? cpus.count() : 1;
    lru = image.type().has(MapTrait.LRU);
    indexed = image.type().has(MapTrait.INDEX_KEY);
    table = new LinkedHashMap<>(16, 0.75f, lru);
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start) {
    return find(bytes, start, cpus.current());
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start, int cpu) {
    Region[] values = table.get(probe.point(bytes, start, keySize()));
    return values == null ? null : values[copies == 1 ? 0 : cpu];
  }

  @Override
  public int update(byte[] key, byte[] value, long flags) {
    return update(key, value, flags, cpus.current());
  }

  private int update(byte[] key, byte[] value, long flags, int cpu) {
    long mode = flags & ~LOCK;
    if (mode > EXIST || flags < 0) {
      return EINVAL;
    }
    if (indexed && outOfRange(key)) {
      return E2BIG;
    }
    Key own = new Key(key.clone());
    Region[] old = table.get(own);
    if (old != null && mode == NOEXIST) {
      return EEXIST;
    }
    if (old == null && mode == EXIST) {
      return ENOENT;
    }
    if (old != null && (copies > 1 || (flags & LOCK) != 0)) {
      fill(old[copies == 1 ? 0 : cpu], value);
      return 0;
    }
    if (old == null && table.size() >= maxEntries()) {
      if (!lru) {
        return E2BIG;
      }
      var eldest = table.entrySet().iterator();
      release(eldest.next().getValue());
      eldest.remove();
    }
    Region[] values = new Region[copies];
    for (int i = 0; i < copies; i++) {
      values[i] = value();
    }
    fill(values[copies == 1 ? 0 : cpu], value);
    table.put(own, values);
    if (old != null) {
      release(old);
    }
    return 0;
  }

  @Override
  public int delete(byte[] key) {
    Region[] old = table.remove(probe.point(key, 0, key.length));
    if (old == null) {
      return image().type() == MapType.DEVMAP || image().type() == MapType.CPUMAP ? 0 : ENOENT;
    }
    release(old);
    return 0;
  }

  @Override
  public byte @Nullable [] read(byte[] key) {
    if (copies == 1) {
      return super.read(key);
    }
    checkKey(key);
    Region[] values = table.get(probe.point(key, 0, key.length));
    return values == null ? null : PerCpu.join(valueSize(), copies, cpu -> values[cpu]);
  }

  @Override
  public int write(byte[] key, byte[] value, long flags) {
    if (copies == 1) {
      return super.write(key, value, flags);
    }
    checkKey(key);
    int result = update(key, new byte[valueSize()], flags, 0);
    Region[] values = table.get(probe.point(key, 0, key.length));
    if (result == 0 && values != null) {
      PerCpu.split(this, value, copies, cpu -> values[cpu]);
    }
    return result;
  }

  @Override
  public List<byte[]> keys() {
    return table.keySet().stream().map(Key::toArray).toList();
  }

  private boolean outOfRange(byte[] key) {
    long index = 0;
    for (int i = 3; i >= 0; i--) {
      index = index << 8 | key[i] & 0xff;
    }
    return index >= maxEntries();
  }

  private void release(Region[] values) {
    for (Region region : values) {
      memory().release(region);
    }
  }
}
