// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.arbitrary;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Random contents of maps.
public final class MapArbitraries {
  private static final int MOST_ENTRIES = 16;

  private MapArbitraries() {}

  /// An entry of a map. Bytes as the map stores them; equal when the bytes are.
  ///
  /// @param key as many bytes as the map's keys have
  /// @param value as many bytes as the map's values have
  public record Entry(byte[] key, byte[] value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Entry that
          && Arrays.equals(key, that.key)
          && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
    }
  }

  /// Entries with different keys that fit a map: for arrays each key is an index, for prefix tries
  /// its length fits.
  public static Arbitrary<List<Entry>> entries(MapSpec map) {
    int most = Math.clamp(map.maxEntries(), 0, MOST_ENTRIES);
    return Combinators.combine(keys(map), bytes(map.valueSize()))
        .as(Entry::new)
        .list()
        .uniqueElements(entry -> ByteBuffer.wrap(entry.key()))
        .ofMinSize(0)
        .ofMaxSize(most);
  }

  /// Keys that fit a map.
  public static Arbitrary<byte[]> keys(MapSpec map) {
    MapType type = MapType.ofNumber(map.type()).orElse(MapType.UNSPEC);
    return switch (type) {
      case ARRAY, PERCPU_ARRAY ->
          Arbitraries.integers()
              .between(0, Math.max(0, map.maxEntries() - 1))
              .map(MapArbitraries::littleEndian);
      case LPM_TRIE ->
          Combinators.combine(
                  Arbitraries.integers().between(0, (map.keySize() - 4) * Byte.SIZE),
                  bytes(map.keySize() - 4))
              .as((length, prefix) ->
                  ByteBuffer.allocate(map.keySize()).put(littleEndian(length)).put(prefix).array());
      default -> bytes(map.keySize());
    };
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /// Bytes of which many are small or zero.
  private static Arbitrary<byte[]> bytes(int size) {
    return Arbitraries.oneOf(Arbitraries.bytes(), Arbitraries.bytes().between((byte) 0, (byte) 3))
        .array(byte[].class)
        .ofSize(Math.max(0, size));
  }
}
