// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.util.ArrayList;
import java.util.List;

/// An array map: a value at every index, always there.
///
/// @param <V> Java type of values
public final class TypedArray<V> implements MapView {
  private final TypedMap<Integer, V> all;

  /// A view of a map.
  ///
  /// @throws dev.weir.loader.error.BpfException when the sizes differ from the map's
  public TypedArray(BpfMap map, Codec<V> values) {
    this.all = new TypedMap<>(map, Codec.u32(), values);
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// How many values there are.
  public int size() {
    return map().info().maxEntries();
  }

  /// The value at an index.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public V get(int index) {
    return all.get(index).orElseThrow(() -> outside(map(), index));
  }

  /// Sets the value at an index.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public void set(int index, V value) {
    checkIndex(map(), index);
    all.put(index, value);
  }

  /// All values, in order.
  public List<V> values() {
    return new ArrayList<>(all.entries().values());
  }

  @Override
  public String toString() {
    return map().toString();
  }

  static void checkIndex(BpfMap map, int index) {
    if (index < 0 || index >= map.info().maxEntries()) {
      throw outside(map, index);
    }
  }

  static IndexOutOfBoundsException outside(BpfMap map, int index) {
    return new IndexOutOfBoundsException(
        map + ": index " + index + " outside 0.." + (map.info().maxEntries() - 1));
  }
}
