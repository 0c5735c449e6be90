// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// An array with elements for each CPU (`BPF_MAP_TYPE_PERCPU_ARRAY`).
///
/// @param <V> elements: records or classes with fixed layout, value types of this package, or boxed
///   numbers
public final class PerCpuArrayMap<V> implements BpfMap {
  private final int capacity;

  private PerCpuArrayMap(int capacity) {
    this.capacity = capacity;
  }

  /// A map of at most so many entries.
  public static <V> PerCpuArrayMap<V> withCapacity(int capacity) {
    return new PerCpuArrayMap<>(capacity);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public PerCpuArrayMap<V> pinned() {
    return this;
  }

  /// The same map, read-only for programs (`BPF_F_RDONLY_PROG`).
  public PerCpuArrayMap<V> readOnly() {
    return this;
  }

  /// The element of an index, where it is in the map; null past the end. The index counts as
  /// unsigned.
  public @Nullable V lookup(int index) {
    throw Compiled.only();
  }

  /// Sets an element. 0, or a negative errno.
  public int put(int index, V value) {
    throw Compiled.only();
  }
}
