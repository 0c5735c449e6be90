// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Longest-prefix maps. A key is the prefix length in bits (4 bytes) and the data.
final class LpmMap extends VmMap {
  /// Values by prefix with the bits behind it cleared, longest first.
  private final TreeMap<Integer, LinkedHashMap<Key, Entry>> byLength =
      new TreeMap<>(Comparator.reverseOrder());

  private int count;

  /// An entry.
  ///
  /// @param key as it was given, with what is behind the prefix
  private record Entry(byte[] key, Region value) {}

  LpmMap(ImageMap image, Memory memory) {
    super(image, memory);
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start) {
    int most = length(bytes, start);
    if (most > bits()) {
      return null;
    }
    for (var entry : byLength.entrySet()) {
      if (entry.getKey() <= most) {
        Entry found = entry.getValue().get(prefix(bytes, start, entry.getKey()));
        if (found != null) {
          return found.value;
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable Region find(byte[] bytes, int start, int cpu) {
    return find(bytes, start);
  }

  @Override
  public int update(byte[] key, byte[] value, long flags) {
    int length = length(key, 0);
    if (flags < 0 || flags > EXIST || length > bits()) {
      return EINVAL;
    }
    var same = byLength.computeIfAbsent(length, unused -> new LinkedHashMap<>());
    Key prefix = prefix(key, 0, length);
    Entry old = same.get(prefix);
    if (old != null && flags == NOEXIST) {
      return EEXIST;
    }
    if (old == null && flags == EXIST) {
      return ENOENT;
    }
    if (old == null && count == maxEntries()) {
      return ENOSPC;
    }
    Region region = value();
    fill(region, value);
    same.put(prefix, new Entry(key.clone(), region));
    if (old != null) {
      memory().release(old.value);
    } else {
      count++;
    }
    return 0;
  }

  @Override
  public int delete(byte[] key) {
    int length = length(key, 0);
    if (length > bits()) {
      return EINVAL;
    }
    var same = byLength.get(length);
    Entry old = same == null ? null : same.remove(prefix(key, 0, length));
    if (old == null) {
      return ENOENT;
    }
    memory().release(old.value);
    count--;
    return 0;
  }

  @Override
  public List<byte[]> keys() {
    return byLength.values().stream()
        .flatMap(same -> same.values().stream())
        .map(entry -> entry.key.clone())
        .toList();
  }

  /// The longest prefix of a key.
  private int bits() {
    return (keySize() - 4) * 8;
  }

  private static int length(byte[] bytes, int start) {
    int length =
        bytes[start] & 0xff
            | (bytes[start + 1] & 0xff) << 8
            | (bytes[start + 2] & 0xff) << 16
            | bytes[start + 3] << 24;
    return length < 0 ? Integer.MAX_VALUE : length;
  }

  /// A key with that length, and the bits behind it cleared.
  private Key prefix(byte[] bytes, int start, int length) {
    byte[] prefix = new byte[keySize()];
    for (int i = 0; i < 4; i++) {
      prefix[i] = (byte) (length >>> 8 * i);
    }
    for (int i = 4; i < prefix.length; i++) {
      int bits = Math.clamp(length - (i - 4) * 8, 0, 8);
      prefix[i] = (byte) (bytes[start + i] & 0xff << 8 - bits);
    }
    return new Key(prefix);
  }
}
