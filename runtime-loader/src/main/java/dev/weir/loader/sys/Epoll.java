// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// Waits until one descriptor can be read.
public final class Epoll implements AutoCloseable {
  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLLIN = 1;
  private static final int EVENT_SIZE = 16;
  private static final int EINTR = 4;
  private final Fd epoll;

  private Epoll(Fd epoll) {
    this.epoll = epoll;
  }

  /// Watches a descriptor.
  ///
  /// @throws IllegalStateException when the kernel has no more descriptors or refuses to watch it
  public static Epoll watching(Fd watched) {
    long created = Syscalls.call(Syscall.EPOLL_CREATE1, EPOLL_CLOEXEC);
    if (created < 0) {
      throw new IllegalStateException("epoll_create1 failed with error " + -created);
    }
    Fd epoll = new Fd((int) created);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_SIZE, Long.BYTES);
      event.set(JAVA_INT_UNALIGNED, 0, EPOLLIN);
      event.set(JAVA_LONG_UNALIGNED, 4, watched.number());
      long added =
          Syscalls.call(
              Syscall.EPOLL_CTL, epoll.number(), EPOLL_CTL_ADD, watched.number(), event.address());
      if (added < 0) {
        epoll.close();
        throw new IllegalStateException("epoll_ctl failed with error " + -added);
      }
    }
    return new Epoll(epoll);
  }

  /// Waits until the descriptor can be read.
  ///
  /// @param timeout the longest to wait; zero returns at once
  /// @return whether it can be read; false after the timeout or when a signal came
  public boolean await(Duration timeout) {
    long millis = Math.min(Math.max(0, timeout.toMillis()), Integer.MAX_VALUE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate(EVENT_SIZE, Long.BYTES);
      long ready =
          Syscalls.call(
              Syscall.EPOLL_PWAIT, epoll.number(), events.address(), 1, millis, 0, Long.BYTES);
      if (ready < 0 && ready != -EINTR) {
        throw new IllegalStateException("epoll_pwait failed with error " + -ready);
      }
      return ready > 0;
    }
  }

  @Override
  public void close() {
    epoll.close();
  }
}
