// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.RegFlag;

/// Memory of known size, and buffers whose size the kernel compares when it attaches the program.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_buffer_access
final class Buffers {
  private Buffers() {}

  /// Demands that an access lies within memory of known size.
  static void checkMemory(Access access, boolean zeroSize) {
    checkWritable(access);
    boolean probed = access.pointer().is(RegFlag.RDONLY | RegFlag.UNTRUSTED);
    if (!probed || access.source() == Access.Source.CALL) {
      Regions.check(access, Integer.toUnsignedLong(access.pointer().range()), zeroSize);
    }
  }

  /// Demands that an access to a buffer starts at a known place.
  static void checkBuffer(Access access) {
    checkWritable(access);
    if (!access.isConstant() || access.variable().value() != 0) {
      throw access.refused(Rule.VARIABLE_OFFSET, ", but buffers need a constant offset");
    }
    if (access.offset() < 0) {
      throw access.refused(Rule.MEMORY_BOUNDS, ", which lies before its start");
    }
  }

  private static void checkWritable(Access access) {
    if (access.kind() == AccessKind.WRITE && access.pointer().is(RegFlag.RDONLY)) {
      throw access.refused(Rule.READ_ONLY_MEMORY, ", which programs may only read");
    }
  }
}
