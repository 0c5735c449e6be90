// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.Pages;
import dev.weir.loader.sys.Epoll;
import dev.weir.loader.sys.MemoryMapping;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.Consumer;

/// Reads the records that programs write into a ring buffer map. One reader per map; safe to close
/// from another thread.
///
/// ```text
/// page 0              u64 consumer position, written by us
/// page 1              u64 producer position, written by the kernel
/// pages 2..           the data, mapped twice in a row, so that no record wraps
/// record              u32 length | busy (bit 31) | discard (bit 30), u32 -, payload, padding to 8
/// ```
///
/// @kernel v6.12 kernel/bpf/ringbuf.c
public final class RingBuffer implements AutoCloseable {
  private static final VarHandle POSITION = JAVA_LONG.varHandle();
  private static final VarHandle LENGTH = JAVA_INT.varHandle();
  private static final int BUSY = 1 << 31;
  private static final int DISCARD = 1 << 30;
  private static final int HEADER_BYTES = 8;

  private final BpfMap map;
  private final int pageBytes;
  private final long mask;
  private final MemoryMapping consumer;
  private final MemoryMapping producer;
  private final Epoll epoll;
  private boolean open = true;

  private RingBuffer(
      BpfMap map, int pageBytes, MemoryMapping consumer, MemoryMapping producer, Epoll epoll) {
    this.map = map;
    this.pageBytes = pageBytes;
    this.mask = map.info().maxEntries() - 1L;
    this.consumer = consumer;
    this.producer = producer;
    this.epoll = epoll;
  }

  /// Maps a ring buffer into memory. The map must stay open as long as the reader.
  ///
  /// @throws BpfException when the map is no ring buffer, or the kernel refuses
  public static RingBuffer open(BpfMap map) {
    if (map.info().type() != MapType.RINGBUF.number()) {
      throw BpfException.of(
          LoaderProblem.MAP_OPERATION, map + " is no ring buffer; found " + map.info().typeName());
    }
    int page = Pages.sizeBytes();
    long size = map.info().maxEntries();
    MemoryMapping consumer = map(map, 0, page, true);
    try {
      MemoryMapping producer = map(map, page, page + 2 * size, false);
      return new RingBuffer(map, page, consumer, producer, Epoll.watching(map.fd()));
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
  }

  /// Gives the records that are there to `reader`, in order; waits for the first when there is
  /// none.
  ///
  /// A record that a program has reserved but not yet submitted ends the round.
  ///
  /// @param timeout the longest to wait; zero returns at once
  /// @param reader receives a copy of each record's payload
  /// @return how many records were given
  /// @throws IllegalStateException after [#close()]
  public int poll(Duration timeout, Consumer<byte[]> reader) {
    int count = drain(reader);
    if (count == 0 && !timeout.isZero() && epoll.await(timeout)) {
      count = drain(reader);
    }
    return count;
  }

  /// Unmaps the memory; the map stays open.
  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      epoll.close();
      producer.close();
      consumer.close();
    }
  }

  @Override
  public String toString() {
    return "ring buffer " + map;
  }

  private synchronized int drain(Consumer<byte[]> reader) {
    MemorySegment positions = consumer.segment();
    MemorySegment memory = producer.segment();
    long position = (long) POSITION.getAcquire(positions, 0L);
    int count = 0;
    while (position < (long) POSITION.getAcquire(memory, 0L)) {
      long record = pageBytes + (position & mask);
      int header = (int) LENGTH.getAcquire(memory, record);
      if ((header & BUSY) != 0) {
        return count;
      }
      int length = header & ~DISCARD;
      byte[] payload =
          (header & DISCARD) == 0
              ? memory.asSlice(record + HEADER_BYTES, length).toArray(JAVA_BYTE)
              : null;
      position += (length + HEADER_BYTES + Long.BYTES - 1L) & -Long.BYTES;
      POSITION.setRelease(positions, 0L, position);
      if (payload != null) {
        count++;
        reader.accept(payload);
        if (!open) {
          return count;
        }
      }
    }
    return count;
  }

  private static MemoryMapping map(BpfMap map, long offset, long size, boolean writable) {
    MemoryMapping.Attempt attempt = MemoryMapping.map(map.fd().number(), offset, size, writable);
    if (attempt.failed()) {
      throw BpfException.refused("mmap", attempt.errno(), "map the ring buffer " + map);
    }
    return attempt.mapping();
  }
}
