// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Problem;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import java.util.Optional;

/// What a view points at: how to get the pointer where it is used.
public interface Anchor {
  /// The pointer, valid here.
  Value pointer(Call call);

  /// The problem with using it here, such as a packet that has changed since; empty for none.
  default Optional<Problem> stale(Call call) {
    return Optional.empty();
  }

  /// A pointer that stays what it is. A nullable one must be compared with null first.
  record Fixed(Value value) implements Anchor {
    @Override
    public Value pointer(Call call) {
      return value;
    }

    /// Whether it may be null.
    public boolean nullable() {
      return value.type() instanceof IrType.Pointer(_, boolean nullable) && nullable;
    }
  }

  /// The start of a stack slot, which is always the same one.
  record InSlot(int slot) implements Anchor {
    @Override
    public Value pointer(Call call) {
      return call.builder().stackAddress(slot, 0);
    }
  }
}
