// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.error.BpfException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;

/// A view of a map with keys and values as Java values. Closing the map closes the view.
///
/// For per-CPU maps, [#put] writes the same value for every CPU, [#get] is not defined (use
/// [#getPerCpu] or [#reduce]).
///
/// @param <K> Java type of keys
/// @param <V> Java type of values
public final class TypedMap<K, V> implements MapView {
  private final BpfMap map;
  private final Codec<K> keys;
  private final Codec<V> values;

  TypedMap(BpfMap map, Codec<K> keys, Codec<V> values) {
    this.map = map;
    this.keys = keys;
    this.values = values;
    map.checkCodec("keys", keys.sizeBytes(), map.info().keySize());
    map.checkCodec("values", values.sizeBytes(), map.info().valueSize());
  }

  @Override
  public BpfMap map() {
    return map;
  }

  /// Reads an element.
  ///
  /// @return the value, empty when there is no such element
  /// @throws IllegalStateException for per-CPU maps
  public Optional<V> get(K key) {
    if (map.info().perCpu()) {
      throw new IllegalStateException(map + " has a value per CPU; use getPerCpu or reduce");
    }
    return map.lookup(keys.encode(key)).map(values::decode);
  }

  /// The values of all possible CPUs, in their order; one for other maps.
  ///
  /// @return empty when there is no such element
  public Optional<List<V>> getPerCpu(K key) {
    return map.lookup(keys.encode(key)).map(this::decodeAll);
  }

  /// The values of all possible CPUs combined, such as `reduce(key, Long::sum)`.
  ///
  /// @return empty when there is no such element
  public Optional<V> reduce(K key, BinaryOperator<V> combine) {
    return getPerCpu(key).flatMap(all -> all.stream().reduce(combine));
  }

  /// Creates or replaces an element.
  public void put(K key, V value) {
    put(key, value, BpfMap.Mode.ANY);
  }

  /// Writes an element.
  ///
  /// @return whether the element was as `mode` wants it, and so was written
  public boolean put(K key, V value, BpfMap.Mode mode) {
    return map.update(keys.encode(key), spread(values.encode(value)), mode);
  }

  /// Creates or replaces an element with a value for each possible CPU; one for other maps.
  ///
  /// @throws BpfException when there are more or fewer
  public void putPerCpu(K key, List<V> all) {
    List<byte[]> encoded = new ArrayList<>();
    all.forEach(value -> encoded.add(values.encode(value)));
    map.update(keys.encode(key), map.joined(encoded));
  }

  /// Visits the elements with the values of all possible CPUs, in the kernel's order.
  public void forEachPerCpu(BiConsumer<K, List<V>> visitor) {
    map.forEach((key, value) -> visitor.accept(keys.decode(key), decodeAll(value)));
  }

  /// Creates or replaces elements, in one batch where the kernel can.
  public void putAll(Map<K, V> elements) {
    map.updateAll(
        elements.entrySet().stream()
            .map(
                e -> new BpfMap.Entry(keys.encode(e.getKey()), spread(values.encode(e.getValue()))))
            .toList());
  }

  /// Removes an element.
  ///
  /// @return whether there was one
  public boolean delete(K key) {
    return map.delete(keys.encode(key));
  }

  /// The elements, in the kernel's order; per-CPU values combined.
  public Map<K, V> entries(BinaryOperator<V> combine) {
    Map<K, V> entries = new LinkedHashMap<>();
    map.forEach((key, value) ->
        entries.put(keys.decode(key), decodeAll(value).stream().reduce(combine).orElseThrow()));
    return entries;
  }

  /// The elements, in the kernel's order.
  ///
  /// @throws IllegalStateException for per-CPU maps
  public Map<K, V> entries() {
    if (map.info().perCpu()) {
      throw new IllegalStateException(map + " has a value per CPU; say how to combine them");
    }
    return entries((first, second) -> first);
  }

  /// The elements sorted by key.
  public List<Map.Entry<K, V>> sorted(Comparator<K> order) {
    return entries().entrySet().stream().sorted(Map.Entry.comparingByKey(order)).toList();
  }

  private List<V> decodeAll(byte[] value) {
    return map.perCpu(value).stream().map(values::decode).toList();
  }

  private byte[] spread(byte[] value) {
    int total = map.valueBytes();
    if (total == value.length) {
      return value;
    }
    byte[] all = new byte[total];
    int stride = (value.length + Long.BYTES - 1) & -Long.BYTES;
    for (int start = 0; start < total; start += stride) {
      System.arraycopy(value, 0, all, start, value.length);
    }
    return all;
  }
}
