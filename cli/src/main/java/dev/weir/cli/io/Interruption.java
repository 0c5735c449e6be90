// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a command end in order when the user presses Ctrl-C or the process is told to terminate: it
/// learns of it, cleans up, and the process goes only then.
public final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private Interruption() {
    this.hook = Thread.ofPlatform().name("weir-interruption").unstarted(this::interrupt);
  }

  /// Starts to watch. Close it when everything is cleaned up.
  public static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /// Whether the command shall end.
  public boolean requested() {
    return requested.getCount() == 0;
  }

  /// Waits.
  ///
  /// @return whether the command shall end
  public boolean await(Duration time) {
    try {
      return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// Lets the process go.
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is going already, and this was what it waited for.
    }
  }

  private void interrupt() {
    requested.countDown();
    try {
      if (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
