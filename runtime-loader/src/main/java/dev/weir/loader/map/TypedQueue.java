// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.util.Optional;

/// A queue or stack map.
///
/// @param <V> Java type of values
public final class TypedQueue<V> implements MapView {
  private static final byte[] NO_KEY = {};

  private final BpfMap map;
  private final Codec<V> values;

  /// A view of a map.
  ///
  /// @throws dev.weir.loader.error.BpfException when the size differs from the map's
  public TypedQueue(BpfMap map, Codec<V> values) {
    this.map = map;
    this.values = values;
    map.checkCodec("values", values.sizeBytes(), map.info().valueSize());
  }

  @Override
  public BpfMap map() {
    return map;
  }

  /// Adds a value: at the end of a queue, on top of a stack.
  ///
  /// @throws dev.weir.loader.error.BpfException when there is no room
  public void push(V value) {
    map.update(NO_KEY, values.encode(value));
  }

  /// Removes the first value of a queue, the top of a stack.
  ///
  /// @return empty when there is none
  public Optional<V> pop() {
    return map.take(NO_KEY).map(values::decode);
  }

  /// The value that [#pop()] would remove.
  ///
  /// @return empty when there is none
  public Optional<V> peek() {
    return map.lookup(NO_KEY).map(values::decode);
  }

  @Override
  public String toString() {
    return map.toString();
  }
}
