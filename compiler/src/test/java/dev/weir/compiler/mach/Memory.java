// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/// Little-endian memory in regions; reading what was never written is a failure.
final class Memory {
  /// Where the context lies.
  static final long CONTEXT = 0x10_0000;

  /// Where the packet lies.
  static final long PACKET = 0x20_0000;

  /// Where data sections lie, one after another.
  static final long DATA = 0x30_0000;

  /// Where stacks lie.
  static final long STACK = 0x40_0000;

  private final TreeMap<Long, Region> regions = new TreeMap<>();

  private record Region(byte[] bytes, BitSet known) {}

  /// Adds memory with content.
  void add(long base, byte[] content) {
    Region region = new Region(content.clone(), new BitSet());
    region.known().set(0, content.length);
    regions.put(base, region);
  }

  /// Adds memory without content.
  void addUnknown(long base, int size) {
    regions.put(base, new Region(new byte[size], new BitSet()));
  }

  void remove(long base) {
    regions.remove(base);
  }

  long load(long address, int size) {
    Map.Entry<Long, Region> entry = regionAt(address, size);
    int offset = (int) (address - entry.getKey());
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      if (!entry.getValue().known().get(offset + i)) {
        throw new IllegalStateException("read of unwritten memory at " + Long.toHexString(address));
      }
      value = value << 8 | entry.getValue().bytes()[offset + i] & 0xff;
    }
    return value;
  }

  void store(long address, int size, long value) {
    Map.Entry<Long, Region> entry = regionAt(address, size);
    int offset = (int) (address - entry.getKey());
    for (int i = 0; i < size; i++) {
      entry.getValue().bytes()[offset + i] = (byte) (value >>> (8 * i));
      entry.getValue().known().set(offset + i);
    }
  }

  /// The bytes of a region.
  byte[] content(long base) {
    return regions.get(base).bytes().clone();
  }

  private Map.Entry<Long, Region> regionAt(long address, int size) {
    Map.Entry<Long, Region> entry = regions.floorEntry(address);
    if (entry == null || address + size > entry.getKey() + entry.getValue().bytes().length) {
      throw new IllegalStateException("no memory at " + Long.toHexString(address));
    }
    return entry;
  }
}
