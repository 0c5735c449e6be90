// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import org.jspecify.annotations.Nullable;

/// A table of prefixes, of which the longest that fits is found (`BPF_MAP_TYPE_LPM_TRIE`).
///
/// @param <K> addresses, such as [Be32] or [Ip6]; the key in the kernel is a 32-bit prefix length
///   in front of one
/// @param <V> values
public final class LpmTrie<K, V> implements BpfMap {
  private final int capacity;

  private LpmTrie(int capacity) {
    this.capacity = capacity;
  }

  /// A map of at most so many entries.
  public static <K, V> LpmTrie<K, V> withCapacity(int capacity) {
    return new LpmTrie<>(capacity);
  }

  @Override
  public int capacity() {
    return capacity;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public LpmTrie<K, V> pinned() {
    return this;
  }

  /// The same map, read-only for programs (`BPF_F_RDONLY_PROG`).
  public LpmTrie<K, V> readOnly() {
    return this;
  }

  /// The value of the longest prefix that the address has; null when there is none.
  public @Nullable V lookup(K address) {
    throw Compiled.only();
  }

  /// The value of the longest prefix of at most so many bits.
  public @Nullable V lookup(int prefixLength, K address) {
    throw Compiled.only();
  }

  /// Sets the value of a prefix. 0, or a negative errno.
  public int put(int prefixLength, K address, V value) {
    throw Compiled.only();
  }

  /// Removes a prefix. 0, or a negative errno.
  public int delete(int prefixLength, K address) {
    throw Compiled.only();
  }
}
