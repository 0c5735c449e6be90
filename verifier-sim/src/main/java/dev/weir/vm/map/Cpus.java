// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

/// The simulated processors: how many, and on which the program runs.
public final class Cpus {
  private final int count;
  private int current;

  /// So many, running on the first.
  public Cpus(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " CPUs");
    }
    this.count = count;
  }

  /// How many there are.
  public int count() {
    return count;
  }

  /// Which one runs programs, from 0.
  public int current() {
    return current;
  }

  /// Moves to another one.
  ///
  /// @throws IllegalArgumentException when there is no such processor
  public void run(int cpu) {
    if (cpu < 0 || cpu >= count) {
      throw new IllegalArgumentException("CPU " + cpu + " of " + count);
    }
    current = cpu;
  }
}
