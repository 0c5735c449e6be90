// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import dev.weir.verifier.image.ImageMap;
import dev.weir.vm.memory.Memory;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Ring buffers, for what programs send and for what user space sends them, and the arrays of perf
/// events. Records of programs are part of a run's outcome and are taken out when it ends.
public final class BufferMap extends VmMap {
  private static final int HEADER_BYTES = 8;

  /// `RINGBUF_MAX_RECORD_SZ`.
  private static final long MOST_BYTES = 0xffff_ffffL / 4;

  private final ArrayDeque<byte[]> incoming = new ArrayDeque<>();
  private long produced;
  private long consumed;

  BufferMap(ImageMap image, Memory memory) {
    super(image, memory);
  }

  /// Takes room for a record; false when there is too little.
  ///
  /// @param size bytes, unsigned
  /// @kernel v6.12 kernel/bpf/ringbuf.c __bpf_ringbuf_reserve: records take their length and a
  ///   header, rounded up to 8 bytes, and never fill the buffer to the last byte
  public boolean reserve(long size) {
    if (Long.compareUnsigned(size, MOST_BYTES) > 0) {
      return false;
    }
    long length = size + HEADER_BYTES + 7 & ~7L;
    if (length > maxEntries() || produced + length - consumed > maxEntries() - 1L) {
      return false;
    }
    produced += length;
    return true;
  }

  /// Marks all records as read.
  public void drain() {
    consumed = produced;
  }

  /// What `bpf_ringbuf_query` answers.
  ///
  /// @param what `BPF_RB_AVAIL_DATA` (0) to `BPF_RB_PROD_POS` (3)
  public long query(long what) {
    return switch ((int) what) {
      case 0 -> produced - consumed;
      case 1 -> maxEntries();
      case 2 -> consumed;
      case 3 -> produced;
      default -> 0;
    };
  }

  /// Puts a record in as user space does, for `bpf_user_ringbuf_drain`.
  public void send(byte[] entry) {
    incoming.addLast(entry.clone());
  }

  /// Takes out a record that user space sent; null for none.
  public byte @Nullable [] receive() {
    return incoming.pollFirst();
  }
}
