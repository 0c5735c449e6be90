// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A ring buffer of events for user space (`BPF_MAP_TYPE_RINGBUF`).
///
/// @param <E> events: records or classes with fixed layout
public final class RingBuffer<E> implements BpfMap {
  private final int bytes;

  private RingBuffer(int bytes) {
    this.bytes = bytes;
  }

  /// A buffer.
  ///
  /// @param bytes a power of two, a multiple of the page size
  public static <E> RingBuffer<E> ofBytes(int bytes) {
    return new RingBuffer<>(bytes);
  }

  @Override
  public int capacity() {
    return bytes;
  }

  /// The same map, pinned by its name in the BPF file system, so that programs loaded later share
  /// it.
  public RingBuffer<E> pinned() {
    return this;
  }

  /// Appends an event; false when there was no room.
  public boolean emit(E event) {
    throw Compiled.only();
  }
}
