// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A counter with a part for each CPU, which user space reads by name and adds up. All counters of
/// a class are fields of the only element of a per-CPU array `counters`.
public final class Counter {
  private Counter() {}

  /// A counter.
  public static Counter perCpu() {
    return new Counter();
  }

  /// Counts one.
  public void increment() {
    throw Compiled.only();
  }

  /// Counts so many.
  public void add(long count) {
    throw Compiled.only();
  }
}
