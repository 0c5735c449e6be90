// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import org.jspecify.annotations.Nullable;

/// What a store puts into memory.
///
/// @param reg the register it comes from, -1 for none
/// @param value what is known of it; null where nothing is (atomics, calls)
record Stored(int reg, @Nullable RegState value) {
  /// Something.
  static final Stored UNKNOWN = new Stored(-1, null);

  /// A register's contents.
  static Stored register(int reg, RegState value) {
    return new Stored(reg, value);
  }

  /// A constant.
  static Stored immediate(int value) {
    return new Stored(-1, RegState.scalar(Scalar.constant(value)));
  }

  /// Whether it certainly is zero.
  boolean isZero() {
    return value != null
        && value.isScalar()
        && value.scalar().isConstant()
        && value.scalar().value() == 0;
  }
}
