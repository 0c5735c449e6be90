// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;

/// What ties a number in a register to its copy on the stack.
final class Identities {
  private Identities() {}

  /// A number with an identity that a copy can share; constants need none.
  static RegState beforeCopy(Walk walk, RegState value) {
    if (!value.isScalar()) {
      return value;
    }
    RegState plain = (value.flags() & RegFlag.DISTANT) != 0 ? without(value) : value;
    return plain.id() == 0 && !plain.scalar().isConstant() ? plain.withId(walk.newId()) : plain;
  }

  /// A number that is not tied to others.
  static RegState without(RegState value) {
    return value.id() == 0 && value.off() == 0
        ? value
        : value.withId(0).withOff(0).minus(RegFlag.DISTANT);
  }

  /// How many low bits hold every value the number can have.
  static int width(RegState value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value.scalar().umax());
  }
}
