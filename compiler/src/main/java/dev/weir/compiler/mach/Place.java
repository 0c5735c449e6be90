// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;

/// Where a value is.
sealed interface Place {
  /// In a machine register.
  record InRegister(Reg reg) implements Place {}

  /// In the frame, in 8 bytes at `fp + offset`.
  record InFrame(int offset) implements Place {}

  /// Nowhere; `definition` makes it anew.
  record Anew(MachInsn<VReg> definition) implements Place {}
}
