// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import java.util.Map;

/// Reads tables that hold every key they are asked for.
final class Lookup {
  private Lookup() {}

  /// The value of a key that must be there.
  static <K, V> V in(Map<K, V> table, K key) {
    V value = table.get(key);
    if (value == null) {
      throw new IllegalStateException("nothing known about " + key);
    }
    return value;
  }
}
