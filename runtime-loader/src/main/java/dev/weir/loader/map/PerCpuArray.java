// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.util.List;
import java.util.function.BinaryOperator;

/// An array map with a value for each possible CPU at every index.
///
/// @param <V> Java type of values
public final class PerCpuArray<V> implements MapView {
  private final TypedMap<Integer, V> all;

  /// A view of a map.
  ///
  /// @throws dev.weir.loader.error.BpfException when the sizes differ from the map's
  public PerCpuArray(BpfMap map, Codec<V> values) {
    this.all = new TypedMap<>(map, Codec.u32(), values);
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// How many indices there are.
  public int size() {
    return map().info().maxEntries();
  }

  /// The values of all possible CPUs at an index.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public List<V> get(int index) {
    return all.getPerCpu(index).orElseThrow(() -> TypedArray.outside(map(), index));
  }

  /// The values of all possible CPUs at an index combined, such as `reduce(0, Long::sum)`.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public V reduce(int index, BinaryOperator<V> combine) {
    return get(index).stream().reduce(combine).orElseThrow();
  }

  /// Sets the value of every CPU at an index.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public void set(int index, V value) {
    TypedArray.checkIndex(map(), index);
    all.put(index, value);
  }

  /// Sets the values of all CPUs at an index.
  ///
  /// @param values one for each possible CPU
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  /// @throws dev.weir.loader.error.BpfException when there are more or fewer values than CPUs
  public void set(int index, List<V> values) {
    TypedArray.checkIndex(map(), index);
    all.putPerCpu(index, values);
  }

  @Override
  public String toString() {
    return map().toString();
  }
}
