// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegType;

/// Whether an access has to be a multiple of its size, and is. x86-64 reads and writes at any
/// address; the stack, atomics, and programs that ask for it are strict.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ptr_alignment
final class Alignment {
  /// Where network drivers put packets so that the IP header is aligned.
  private static final int PACKET_START = 2;

  private Alignment() {}

  /// Demands that an access is aligned where it must be.
  static void check(Access access) {
    if (access.size() == 1 || !isStrict(access) || access.pointer().type() == RegType.ARENA) {
      return;
    }
    boolean packet =
        access.pointer().type() == RegType.PACKET || access.pointer().type() == RegType.PACKET_META;
    long offset = access.offset() + (packet ? PACKET_START : 0);
    Scalar variable = access.variable();
    long low = (variable.bits().value() + offset) | variable.bits().mask();
    if ((low & access.size() - 1) != 0) {
      throw access.refused(
          Rule.MISALIGNED, ", which is no multiple of " + access.size() + why(access, packet));
    }
  }

  private static String why(Access access, boolean packet) {
    if (packet) {
      return " (packets start at 2 behind a multiple of 4)";
    }
    return access.pointer().type() == RegType.STACK ? "; the stack is always aligned" : "";
  }

  private static boolean isStrict(Access access) {
    return access.source() == Access.Source.ATOMIC
        || access.pointer().type() == RegType.STACK
        || (access.walk().image().loadFlags() & ProgramImage.STRICT_ALIGNMENT) != 0;
  }
}
