// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Arrays and per-CPU arrays; values exist from the first access on.
final class ArrayMap extends VmMap {
  private final Cpus cpus;
  private final int copies;
  private @Nullable Region[] values;

  ArrayMap(ImageMap image, Memory memory, Cpus cpus) {
    super(image, memory);
    this.cpus = cpus;
    copies = image.type().perCpu() ? cpus.count() : 1;
    values = new Region[Math.multiplyExact(maxEntries(), copies)];
    image.contents().ifPresent(contents -> fill(at(0, 0), contents));
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start) {
    return find(bytes, start, copies == 1 ? 0 : cpus.current());
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start, int cpu) {
    int index = index(bytes, start);
    if (index < 0 || index >= maxEntries()) {
      return null;
    }
    return at(index, copies == 1 ? 0 : cpu);
  }

  @Override
  public int update(byte[] key, byte[] value, long flags) {
    if ((flags & ~LOCK) > EXIST || flags < 0) {
      return EINVAL;
    }
    int index = index(key, 0);
    if (index < 0 || index >= maxEntries()) {
      return E2BIG;
    }
    if ((flags & NOEXIST) != 0) {
      return EEXIST;
    }
    fill(at(index, copies == 1 ? 0 : cpus.current()), value);
    return 0;
  }

  @Override
  public int delete(byte[] key) {
    return EINVAL;
  }

  @Override
  public byte @Nullable [] read(byte[] key) {
    checkKey(key);
    int index = index(key, 0);
    if (index < 0 || index >= maxEntries()) {
      return null;
    }
    return copies == 1
        ? valueOf(at(index, 0))
        : PerCpu.join(valueSize(), copies, cpu -> at(index, cpu));
  }

  @Override
  public int write(byte[] key, byte[] value, long flags) {
    if (copies == 1) {
      return super.write(key, value, flags);
    }
    checkKey(key);
    int index = index(key, 0);
    if (index < 0 || index >= maxEntries()) {
      return E2BIG;
    }
    PerCpu.split(this, value, copies, cpu -> at(index, cpu));
    return 0;
  }

  @Override
  public List<byte[]> keys() {
    return new AbstractList<>() {
      @Override
      public byte[] get(int index) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(index).array();
      }

      @Override
      public int size() {
        return maxEntries();
      }
    };
  }

  private Region at(int index, int cpu) {
    int place = index * copies + cpu;
    Region region = values[place];
    if (region == null) {
      region = value();
      values[place] = region;
    }
    return region;
  }

  private static int index(byte[] bytes, int start) {
    return bytes[start] & 0xff
        | (bytes[start + 1] & 0xff) << 8
        | (bytes[start + 2] & 0xff) << 16
        | bytes[start + 3] << 24;
  }
}
