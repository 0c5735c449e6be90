// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// A map with a value for each possible CPU under every key: per-CPU hash tables and storage.
///
/// @param <K> Java type of keys
/// @param <V> Java type of values
public final class PerCpuMap<K, V> implements MapView {
  private final TypedMap<K, V> all;

  /// A view of a map.
  ///
  /// @throws dev.weir.loader.error.BpfException when the sizes differ from the map's
  public PerCpuMap(BpfMap map, Codec<K> keys, Codec<V> values) {
    this.all = new TypedMap<>(map, keys, values);
  }

  @Override
  public BpfMap map() {
    return all.map();
  }

  /// The values of all possible CPUs, in their order.
  ///
  /// @return empty when there is no such element
  public Optional<List<V>> get(K key) {
    return all.getPerCpu(key);
  }

  /// The values of all possible CPUs combined, such as `reduce(key, Long::sum)`.
  ///
  /// @return empty when there is no such element
  public Optional<V> reduce(K key, BinaryOperator<V> combine) {
    return all.reduce(key, combine);
  }

  /// Creates or replaces an element, with the same value for every CPU.
  public void put(K key, V value) {
    all.put(key, value);
  }

  /// Creates or replaces an element.
  ///
  /// @param values one for each possible CPU
  /// @throws dev.weir.loader.error.BpfException when there are more or fewer
  public void put(K key, List<V> values) {
    all.putPerCpu(key, values);
  }

  /// Removes an element.
  ///
  /// @return whether there was one
  public boolean delete(K key) {
    return all.delete(key);
  }

  /// The elements with the values of all possible CPUs, in the kernel's order.
  public Map<K, List<V>> entries() {
    Map<K, List<V>> entries = new LinkedHashMap<>();
    all.forEachPerCpu(entries::put);
    return entries;
  }

  /// The elements with the values of all CPUs combined, in the kernel's order.
  public Map<K, V> entries(BinaryOperator<V> combine) {
    return all.entries(combine);
  }

  @Override
  public String toString() {
    return map().toString();
  }
}
