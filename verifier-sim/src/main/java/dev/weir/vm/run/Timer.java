// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.Region;
import org.jspecify.annotations.Nullable;

/// A timer in a value of a map.
public final class Timer {
  private static final long STOPPED = Long.MAX_VALUE;

  private final VmMap map;
  private final Region value;
  private @Nullable Object program;
  private long function;
  private long due = STOPPED;
  private boolean firing;

  /// A stopped timer.
  ///
  /// @param value the value that holds it
  public Timer(VmMap map, Region value) {
    this.map = map;
    this.value = value;
  }

  /// The map.
  public VmMap map() {
    return map;
  }

  /// The value that holds the timer.
  public Region value() {
    return value;
  }

  /// Sets what happens when it fires.
  ///
  /// @param code the decoded program
  /// @param address of the function
  public void callback(Object code, long address) {
    program = code;
    function = address;
  }

  /// The address of the function, 0 for none.
  public long callback() {
    return function;
  }

  /// The decoded program of the function.
  public @Nullable Object program() {
    return program;
  }

  /// Lets it fire at a time.
  public void start(long time) {
    due = time;
  }

  /// Stops it; whether it was running.
  public boolean stop() {
    boolean was = due != STOPPED;
    due = STOPPED;
    return was;
  }

  /// When it fires, the greatest number when it is stopped.
  public long due() {
    return due;
  }

  /// Whether its callback is running.
  public boolean firing() {
    return firing;
  }

  /// Says whether its callback is running.
  public void firing(boolean now) {
    firing = now;
  }
}
