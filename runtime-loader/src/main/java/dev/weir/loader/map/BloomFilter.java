// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

/// A Bloom filter map: a set that may say yes to what was never added.
///
/// @param <V> Java type of values
public final class BloomFilter<V> implements MapView {
  private final BpfMap map;
  private final Codec<V> values;

  /// A view of a map.
  ///
  /// @throws dev.weir.loader.error.BpfException when the size differs from the map's
  public BloomFilter(BpfMap map, Codec<V> values) {
    this.map = map;
    this.values = values;
    map.checkCodec("values", values.sizeBytes(), map.info().valueSize());
  }

  @Override
  public BpfMap map() {
    return map;
  }

  /// Adds a value.
  public void add(V value) {
    map.update(new byte[0], values.encode(value));
  }

  /// Whether a value may have been added; false is certain.
  public boolean mightContain(V value) {
    return map.contains(values.encode(value));
  }

  @Override
  public String toString() {
    return map.toString();
  }
}
