// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// A hash table that drops what was not used for long (`BPF_MAP_TYPE_LRU_HASH`).
///
/// @param <K> keys: records or classes with fixed layout, value types of this package, or boxed
///   numbers
/// @param <V> values, likewise
public final class LruHashMap<K, V> implements BpfMap {
  private final int capacity;

  private LruHashMap(int capacity) {
    this.capacity = capacity;
  }

  /// A map of at most so many entries.
  public static <K, V> LruHashMap<K, V> withCapacity(int capacity) {
    return new LruHashMap<>(capacity);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public LruHashMap<K, V> pinned() {
    return this;
  }

  /// The same map, read-only for programs (`BPF_F_RDONLY_PROG`).
  public LruHashMap<K, V> readOnly() {
    return this;
  }

  /// The value of a key, where it is in the map; null when there is none.
  public @Nullable V lookup(K key) {
    throw Compiled.only();
  }

  /// Sets the value of a key. 0, or a negative errno.
  public int put(K key, V value) {
    throw Compiled.only();
  }

  /// Sets the value of a key that has none. 0, or `-EEXIST` or another negative errno.
  public int putIfAbsent(K key, V value) {
    throw Compiled.only();
  }

  /// Changes the value of a key that has one. 0, or `-ENOENT` or another negative errno.
  public int replace(K key, V value) {
    throw Compiled.only();
  }

  /// Removes a key. 0, or a negative errno.
  public int delete(K key) {
    throw Compiled.only();
  }

  /// Whether the map has the key.
  public boolean contains(K key) {
    throw Compiled.only();
  }
}
