// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// An open file descriptor; closed once, by [#close()].
public final class Fd implements AutoCloseable {
  private static final int CLOSED = -1;
  private static final int AT_FDCWD = -100;
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private final AtomicInteger number;

  /// Takes ownership of a descriptor.
  ///
  /// @param number the descriptor, not negative
  public Fd(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("file descriptor " + number);
    }
    this.number = new AtomicInteger(number);
  }

  /// Opens a path for reading; folders too.
  ///
  /// @return a descriptor that the caller owns, or a negated error number
  public static long openForReading(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Syscalls.restarting(
          Syscall.OPENAT,
          AT_FDCWD,
          arena.allocateFrom(path.toString()).address(),
          O_RDONLY | O_CLOEXEC);
    }
  }

  /// The descriptor.
  ///
  /// @throws IllegalStateException after [#close()]
  public int number() {
    int value = number.get();
    if (value == CLOSED) {
      throw new IllegalStateException("the file descriptor is closed");
    }
    return value;
  }

  /// Whether [#close()] has not been called.
  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /// Closes the descriptor; later calls do nothing.
  @Override
  public void close() {
    int value = number.getAndSet(CLOSED);
    if (value != CLOSED) {
      Syscalls.call(Syscall.CLOSE, value);
    }
  }

  @Override
  public String toString() {
    int value = number.get();
    return value == CLOSED ? "fd closed" : "fd " + value;
  }
}
