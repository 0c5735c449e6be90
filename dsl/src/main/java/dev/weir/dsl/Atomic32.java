// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A number of 32 bits that programs on all CPUs change in one step: a field of a map value, or a
/// `static final` variable. In memory it is the number alone, so that user space reads it as one.
///
/// @source RFC 9669 section 5.3, atomic operations
public final class Atomic32 {
  /// Zero.
  public Atomic32() {}

  /// The number, by a plain load.
  public int get() {
    throw Compiled.only();
  }

  /// Sets the number, by a plain store.
  public void set(int value) {
    throw Compiled.only();
  }

  /// Adds, and does not say what the number was.
  public void add(int value) {
    throw Compiled.only();
  }

  /// Keeps the bits of a mask.
  public void and(int value) {
    throw Compiled.only();
  }

  /// Sets the bits of a mask.
  public void or(int value) {
    throw Compiled.only();
  }

  /// Flips the bits of a mask.
  public void xor(int value) {
    throw Compiled.only();
  }

  /// Adds; gives what the number was. Linux 5.12, as all that follow.
  public int fetchAdd(int value) {
    throw Compiled.only();
  }

  /// Keeps the bits of a mask; gives what the number was.
  public int fetchAnd(int value) {
    throw Compiled.only();
  }

  /// Sets the bits of a mask; gives what the number was.
  public int fetchOr(int value) {
    throw Compiled.only();
  }

  /// Flips the bits of a mask; gives what the number was.
  public int fetchXor(int value) {
    throw Compiled.only();
  }

  /// Sets the number; gives what it was.
  public int exchange(int value) {
    throw Compiled.only();
  }

  /// Sets the number if it is `expected`; gives what it was.
  public int compareExchange(int expected, int value) {
    throw Compiled.only();
  }
}
