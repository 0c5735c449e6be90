// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// A value that lives with a socket (`BPF_MAP_TYPE_SK_STORAGE`).
///
/// @param <V> values
public final class SkStorage<V> implements BpfMap {
  private SkStorage() {}

  /// A storage.
  public static <V> SkStorage<V> create() {
    return new SkStorage<>();
  }

  @Override
  public int capacity() {
    return 0;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public SkStorage<V> pinned() {
    return this;
  }

  /// The value of a socket; null when it has none.
  public @Nullable V get(Socket socket) {
    throw Compiled.only();
  }

  /// The value of a socket, a zeroed one when it had none; null when there is no memory.
  public @Nullable V getOrCreate(Socket socket) {
    throw Compiled.only();
  }

  /// Sets the value of a socket. 0, or a negative errno.
  public int put(Socket socket, V value) {
    throw Compiled.only();
  }

  /// Removes the value of a socket. 0, or a negative errno.
  public int delete(Socket socket) {
    throw Compiled.only();
  }
}
