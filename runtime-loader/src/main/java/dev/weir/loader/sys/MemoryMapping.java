// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import java.lang.foreign.MemorySegment;

/// Memory that the kernel maps into this process; unmapped by [#close()], after which it must not
/// be touched by anyone who kept the segment.
public final class MemoryMapping implements AutoCloseable {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private final long address;
  private final long sizeBytes;
  private boolean open = true;

  private MemoryMapping(long address, long sizeBytes) {
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  /// What mapping gave.
  ///
  /// @param result the mapping's address, or a negated error number
  /// @param sizeBytes its size
  public record Attempt(long result, long sizeBytes) {
    /// Whether the kernel refused.
    public boolean failed() {
      return result < 0 && result > -4096;
    }

    /// The error number, positive; 0 when there is none.
    public int errno() {
      return failed() ? (int) -result : 0;
    }

    /// The mapping, which the caller owns.
    public MemoryMapping mapping() {
      return new MemoryMapping(result, sizeBytes);
    }
  }

  /// Maps a part of what a descriptor stands for, shared.
  ///
  /// @param offset bytes, a multiple of the page size
  public static Attempt map(int fd, long offset, long sizeBytes, boolean writable) {
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    return new Attempt(
        Syscalls.call(Syscall.MMAP, 0, sizeBytes, protection, MAP_SHARED, fd, offset), sizeBytes);
  }

  /// The memory.
  ///
  /// @throws IllegalStateException after [#close()]
  public synchronized MemorySegment segment() {
    if (!open) {
      throw new IllegalStateException("the memory is unmapped");
    }
    return MemorySegment.ofAddress(address).reinterpret(sizeBytes);
  }

  /// Unmaps; later calls do nothing.
  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      Syscalls.call(Syscall.MUNMAP, address, sizeBytes);
    }
  }
}
