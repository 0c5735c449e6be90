// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// All regions of a machine, and the checked accesses to them.
///
/// ```text
/// bits 63..32  0x80000000 + a number from the seed + the region's index
/// bits 31..0   0x10000000 + a number from the seed, a multiple of 8 + the offset in the region
/// ```
///
/// Offsets may leave the region in both directions by 256 MiB without looking like another one, as
/// pointer arithmetic of verified programs does before it comes back.
public final class Memory {
  private static final int LEAST_BIAS = 0x1000_0000;
  private static final int BIAS_NOISE = 0xfff_fff8;
  private static final int BASE_NOISE = 0xf_ffff;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final int base;
  private final int bias;
  private @Nullable Region[] table = new Region[64];
  private int count;
  private int[] free = new int[16];
  private int freeCount;
  private Region[] leaving = new Region[16];
  private int leavingCount;

  /// An empty memory.
  ///
  /// @param seed moves all addresses; `~seed` has the opposite of each bit that moves
  public Memory(long seed) {
    long noise = new Random(seed < 0 ? ~seed : seed).nextLong() ^ (seed < 0 ? -1 : 0);
    base = 0x8000_0000 + ((int) (noise >>> 32) & BASE_NOISE);
    bias = LEAST_BIAS + ((int) noise & BIAS_NOISE);
  }

  /// Takes a region in; from now on it has an address.
  public Region add(Region region) {
    int index;
    if (freeCount > 0) {
      index = free[--freeCount];
    } else {
      index = count++;
      if (index == table.length) {
        table = Arrays.copyOf(table, index * 2);
      }
    }
    region.index = index;
    table[index] = region;
    return region;
  }

  /// Lets a region go at the end of the run; until then programs may still hold its address.
  public void release(Region region) {
    if (leavingCount == leaving.length) {
      leaving = Arrays.copyOf(leaving, leavingCount * 2);
    }
    leaving[leavingCount++] = region;
  }

  /// Frees what was released; called when no program runs.
  public void sweep() {
    for (int i = 0; i < leavingCount; i++) {
      int index = leaving[i].index;
      if (index >= 0) {
        leaving[i].index = -1;
        table[index] = null;
        if (freeCount == free.length) {
          free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = index;
      }
    }
    leavingCount = 0;
  }

  /// The address of a place in a region.
  public long address(Region region, int offset) {
    return ((long) (base + region.index) << 32) + bias + offset;
  }

  /// The address of a region's start.
  public long address(Region region) {
    return address(region, 0);
  }

  /// The region that an address leads to, null when it is no pointer.
  public @Nullable Region find(long address) {
    int index = (int) (address >>> 32) - base;
    return index >= 0 && index < count ? table[index] : null;
  }

  /// The offset in the region that an address leads to.
  public int offset(long address) {
    return (int) address - bias;
  }

  /// Loads, zero-extended.
  public long load(long address, int size) {
    return switch (size) {
      case 1 -> load1(address);
      case 2 -> load2(address);
      case 4 -> load4(address);
      default -> load8(address);
    };
  }

  /// Stores the low bytes.
  public void store(long address, int size, long value) {
    switch (size) {
      case 1 -> store1(address, value);
      case 2 -> store2(address, value);
      case 4 -> store4(address, value);
      default -> store8(address, value);
    }
  }

  /// Loads 8 bytes.
  public long load8(long address) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.loadable - 8) {
        return (long) LONG.get(region.bytes, region.start + offset);
      }
    }
    return slowLoad(address, 8);
  }

  /// Loads 4 bytes, zero-extended.
  public long load4(long address) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.loadable - 4) {
        return (int) INT.get(region.bytes, region.start + offset) & 0xffff_ffffL;
      }
    }
    return slowLoad(address, 4);
  }

  /// Loads 2 bytes, zero-extended.
  public long load2(long address) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.loadable - 2) {
        return (short) SHORT.get(region.bytes, region.start + offset) & 0xffffL;
      }
    }
    return slowLoad(address, 2);
  }

  /// Loads a byte, zero-extended.
  public long load1(long address) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset < region.loadable) {
        return region.bytes[region.start + offset] & 0xffL;
      }
    }
    return slowLoad(address, 1);
  }

  /// Stores 8 bytes.
  public void store8(long address, long value) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.storable - 8) {
        LONG.set(region.bytes, region.start + offset, value);
        return;
      }
    }
    slowStore(address, 8, value);
  }

  /// Stores 4 bytes.
  public void store4(long address, long value) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.storable - 4) {
        INT.set(region.bytes, region.start + offset, (int) value);
        return;
      }
    }
    slowStore(address, 4, value);
  }

  /// Stores 2 bytes.
  public void store2(long address, long value) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset <= region.storable - 2) {
        SHORT.set(region.bytes, region.start + offset, (short) value);
        return;
      }
    }
    slowStore(address, 2, value);
  }

  /// Stores a byte.
  public void store1(long address, long value) {
    int index = (int) (address >>> 32) - base;
    int offset = (int) address - bias;
    if (index >= 0 && index < count) {
      Region region = table[index];
      if (region != null && offset >= 0 && offset < region.storable) {
        region.bytes[region.start + offset] = (byte) value;
        return;
      }
    }
    slowStore(address, 1, value);
  }

  /// A copy of bytes.
  public byte[] read(long address, int size) {
    if (size == 0) {
      return new byte[0];
    }
    Region region = find(address);
    int offset = offset(address);
    if (region == null || offset < 0 || offset > region.loadable - size || size < 0) {
      if (region != null && region.window() != null && inside(region, offset, size)) {
        return readThrough(address, size);
      }
      throw refused("read", region, address, size);
    }
    int from = region.start + offset;
    return Arrays.copyOfRange(region.bytes, from, from + size);
  }

  /// Writes bytes.
  public void write(long address, byte[] from) {
    write(address, from, 0, from.length);
  }

  /// Writes a part of an array.
  public void write(long address, byte[] from, int start, int size) {
    if (size == 0) {
      return;
    }
    Region region = find(address);
    int offset = offset(address);
    if (region == null || offset < 0 || offset > region.storable - size) {
      throw refused("write", region, address, size);
    }
    System.arraycopy(from, start, region.bytes, region.start + offset, size);
  }

  /// The string at an address up to its zero byte, or up to a number of bytes; a character for each
  /// byte.
  public String string(long address, int most) {
    Region region = find(address);
    int offset = offset(address);
    if (region == null || offset < 0 || offset >= region.loadable) {
      throw refused("read", region, address, 1);
    }
    int from = region.start + offset;
    int end =
        Math.min(
            region.start + region.loadable, (int) Math.min(from + (long) most, Integer.MAX_VALUE));
    int zero = from;
    while (zero < end && region.bytes[zero] != 0) {
      zero++;
    }
    return new String(region.bytes, from, zero - from, StandardCharsets.ISO_8859_1);
  }

  /// The region that holds all bytes of an access.
  public Region locate(long address, int size, boolean store) {
    Region region = find(address);
    int offset = offset(address);
    if (region == null
        || offset < 0
        || offset > (store ? region.storable : region.loadable) - size) {
      throw refused(store ? "write" : "read", region, address, size);
    }
    return region;
  }

  /// An address in words, such as `the packet + 14`.
  public String describe(long address) {
    Region region = find(address);
    if (region == null) {
      return "0x" + Long.toHexString(address);
    }
    int offset = offset(address);
    return region.describe() + (offset < 0 ? " - " + -offset : " + " + offset);
  }

  private byte[] readThrough(long address, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) slowLoad(address + i, 1);
    }
    return bytes;
  }

  private long slowLoad(long address, int size) {
    Region region = find(address);
    int offset = offset(address);
    if (region != null && region.ended() == null && inside(region, offset, size)) {
      Window window = region.window();
      if (window != null) {
        return window.load(region, offset, size);
      }
    }
    throw refused("read", region, address, size);
  }

  private void slowStore(long address, int size, long value) {
    Region region = find(address);
    int offset = offset(address);
    if (region != null && region.ended() == null && inside(region, offset, size)) {
      Window window = region.window();
      if (window != null) {
        window.store(region, offset, size, value);
        return;
      }
    }
    throw refused("write", region, address, size);
  }

  private static boolean inside(Region region, int offset, int size) {
    return offset >= 0 && offset <= region.size() - size;
  }

  private AccessFault refused(String access, @Nullable Region region, long address, int size) {
    String what = access + " of " + size + (size == 1 ? " byte" : " bytes");
    if (region == null) {
      return new AccessFault(
          what
              + (address >= 0 && address < 4096
                  ? " through a null pointer"
                  : " through a number, 0x" + Long.toHexString(address)));
    }
    String ended = region.ended();
    int offset = offset(address);
    if (ended != null) {
      return new AccessFault(
          what + " at offset " + offset + " of " + region.describe() + ", " + ended);
    }
    if (region.kind() == Region.Kind.KERNEL_OBJECT || region.kind() == Region.Kind.MAP) {
      return AccessFault.notSimulated(what + " at offset " + offset + " of " + region.describe());
    }
    if (inside(region, offset, size) && !region.writable()) {
      return new AccessFault(
          what + " at offset " + offset + " of " + region.describe() + ", which is read-only");
    }
    return new AccessFault(
        what
            + " at offset "
            + offset
            + " of "
            + region.describe()
            + ", which has "
            + region.size()
            + " bytes");
  }
}
