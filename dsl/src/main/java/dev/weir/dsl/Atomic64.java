// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A number of 64 bits that programs on all CPUs change in one step: a field of a map value, or a
/// `static final` variable. In memory it is the number alone, so that user space reads it as one.
///
/// @source RFC 9669 section 5.3, atomic operations
public final class Atomic64 {
  /// Zero.
  public Atomic64() {}

  /// The number, by a plain load.
  public long get() {
    throw Compiled.only();
  }

  /// Sets the number, by a plain store.
  public void set(long value) {
    throw Compiled.only();
  }

  /// Adds, and does not say what the number was.
  public void add(long value) {
    throw Compiled.only();
  }

  /// Keeps the bits of a mask.
  public void and(long value) {
    throw Compiled.only();
  }

  /// Sets the bits of a mask.
  public void or(long value) {
    throw Compiled.only();
  }

  /// Flips the bits of a mask.
  public void xor(long value) {
    throw Compiled.only();
  }

  /// Adds; gives what the number was. Linux 5.12, as all that follow.
  public long fetchAdd(long value) {
    throw Compiled.only();
  }

  /// Keeps the bits of a mask; gives what the number was.
  public long fetchAnd(long value) {
    throw Compiled.only();
  }

  /// Sets the bits of a mask; gives what the number was.
  public long fetchOr(long value) {
    throw Compiled.only();
  }

  /// Flips the bits of a mask; gives what the number was.
  public long fetchXor(long value) {
    throw Compiled.only();
  }

  /// Sets the number; gives what it was.
  public long exchange(long value) {
    throw Compiled.only();
  }

  /// Sets the number if it is `expected`; gives what it was.
  public long compareExchange(long expected, long value) {
    throw Compiled.only();
  }
}
