// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Casts;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// Operands of memory instructions.
final class Registers {
  private Registers() {}

  /// What is in a register.
  static RegState read(Walk walk, int reg) {
    RegState value = walk.frame().reg(reg);
    if (value.type() == RegType.NOT_INIT) {
      throw new Violation(
          Rule.UNINITIALISED_REGISTER,
          "R" + reg + " is read, but nothing was put in it",
          List.of());
    }
    return value;
  }

  /// Demands that a register may be written.
  static void checkWritable(Reg reg) {
    if (reg == Reg.R10) {
      throw new Violation(Rule.FRAME_POINTER_WRITTEN, "R10 is written, but it is read-only");
    }
  }

  /// Puts what was loaded into a register, extended to 64 bits.
  static void load(Walk walk, int reg, RegState loaded, int size, boolean signed) {
    RegState value = loaded;
    if (loaded.isScalar() && size < 8) {
      value = loaded.withScalar(extend(walk, loaded.scalar(), size, signed));
      boolean changes =
          signed && Long.compareUnsigned(loaded.scalar().umax(), 1L << size * Byte.SIZE - 1) >= 0;
      if (changes && walk.kernel().has(Behaviour.SIGNED_FILLS_ALONE)) {
        value = Identities.without(value);
      }
    }
    walk.frame().set(reg, value);
  }

  private static Scalar extend(Walk walk, Scalar number, int size, boolean signed) {
    return signed
        ? Casts.signExtend(number, size * Byte.SIZE, Width.W64, walk.kernel())
        : Casts.truncate(number, size, walk.kernel());
  }
}
