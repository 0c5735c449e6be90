// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A constant that the loader may set before it loads the object: `static final int LIMIT =
/// LoadTime.of(100);`. The kernel knows its value and removes the code that is dead then.
public final class LoadTime {
  private LoadTime() {}

  /// The value where the loader sets none.
  public static int of(int value) {
    return value;
  }

  /// The value where the loader sets none.
  public static long of(long value) {
    return value;
  }

  /// The value where the loader sets none.
  public static boolean of(boolean value) {
    return value;
  }

  /// The value where the loader sets none.
  public static Be16 of(Be16 value) {
    return value;
  }

  /// The value where the loader sets none.
  public static Be32 of(Be32 value) {
    return value;
  }

  /// The value where the loader sets none.
  public static Ip6 of(Ip6 value) {
    return value;
  }
}
