// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;

/// A place in memory: a pointer and a constant number of bytes after it.
///
/// @param base the pointer, not null
/// @param offset bytes
/// @param memory what accesses touch
record Address(Value base, int offset, Memory memory) {
  /// The place some bytes further on.
  Address plus(int bytes) {
    return new Address(base, offset + bytes, memory);
  }

  /// The largest access at this place for the bytes that remain. The verifier wants stack accesses
  /// aligned; everywhere else the supported machines access unaligned memory.
  MemSize chunk(int remaining) {
    boolean stack =
        base.type() instanceof IrType.Pointer(IrType.Region region, _)
            && region == IrType.Region.STACK;
    for (int bytes = 8; bytes > 1; bytes /= 2) {
      if (bytes <= remaining && (!stack || offset % bytes == 0)) {
        return MemSize.ofBytes(bytes);
      }
    }
    return MemSize.B;
  }
}
