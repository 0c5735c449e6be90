// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

/// A ring buffer map whose records have a type.
///
/// @param <E> Java type of records
public final class RingMap<E> implements MapView {
  private final BpfMap map;
  private final Codec<E> records;

  /// A view of a map.
  public RingMap(BpfMap map, Codec<E> records) {
    this.map = map;
    this.records = records;
  }

  @Override
  public BpfMap map() {
    return map;
  }

  /// Starts to read: one reader per map. The map must stay open as long as the reader.
  ///
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses
  public RecordReader<E> open() {
    return new RecordReader<>(RingBuffer.open(map), map, records);
  }

  @Override
  public String toString() {
    return map.toString();
  }
}
