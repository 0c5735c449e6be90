// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;

/// The virtual registers of a function under selection.
final class Registers {
  private final Map<Value, VReg> byValue = new HashMap<>();
  private int next;

  /// The register of a value; asking marks the value as used.
  VReg of(Value value) {
    VReg found = byValue.get(value);
    if (found == null) {
      found = fresh(value);
      byValue.put(value, found);
    }
    return found;
  }

  /// Whether someone asked for the value.
  boolean isUsed(Value value) {
    return byValue.containsKey(value);
  }

  /// A new register named like a value.
  VReg fresh(Value value) {
    return fresh(value.name());
  }

  /// A new register.
  VReg fresh(String name) {
    return new VReg(next++, name);
  }
}
