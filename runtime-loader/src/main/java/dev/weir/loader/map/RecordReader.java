// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads the records of a ring buffer as Java values. Safe to close from another thread.
///
/// @param <E> Java type of records
public final class RecordReader<E> implements AutoCloseable {
  private final RingBuffer buffer;
  private final BpfMap map;
  private final Codec<E> records;

  RecordReader(RingBuffer buffer, BpfMap map, Codec<E> records) {
    this.buffer = buffer;
    this.map = map;
    this.records = records;
  }

  /// Gives the records that are there to `reader`, in order; waits for the first when there is
  /// none.
  ///
  /// @param timeout the longest to wait; zero returns at once
  /// @return how many records were given
  /// @throws BpfException when a record is shorter than its type; the others stay to be read
  /// @throws IllegalStateException after [#close()]
  public int poll(Duration timeout, Consumer<E> reader) {
    return buffer.poll(timeout, bytes -> reader.accept(record(bytes)));
  }

  /// The records that are there, in order; waits for the first when there is none.
  ///
  /// @param timeout the longest to wait; zero returns at once
  public List<E> poll(Duration timeout) {
    List<E> all = new ArrayList<>();
    poll(timeout, all::add);
    return all;
  }

  @Override
  public void close() {
    buffer.close();
  }

  private E record(byte[] bytes) {
    if (bytes.length < records.sizeBytes()) {
      throw BpfException.of(
          LoaderProblem.MAP_OPERATION,
          map
              + ": a record of "
              + bytes.length
              + " bytes, and its type has "
              + records.sizeBytes());
    }
    return records.decode(bytes);
  }
}
