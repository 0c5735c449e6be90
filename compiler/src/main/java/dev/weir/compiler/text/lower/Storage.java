// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Variable;

/// Where a variable of the program lives.
sealed interface Storage {
  /// An immutable scalar or a socket: the value itself.
  record Direct(Value value) implements Storage {}

  /// A mutable scalar: a variable of the builder.
  record Mutable(Variable variable) implements Storage {}

  /// Memory of its own: a stack slot.
  record Slot(int slot) implements Storage {}

  /// A view through a pointer that stays valid.
  record Pointer(Value base, int offset, Memory memory) implements Storage {}

  /// A view of the packet at a constant offset from its start.
  record PacketFixed(int offset) implements Storage {}

  /// A view of the packet at a variable offset.
  ///
  /// @param pointer packet start plus `shift`; set again when the packet is reloaded
  /// @param shift the variable part of the offset, an `i64`
  /// @param offset the constant part
  /// @param size bytes of the header there
  record PacketShifted(Variable pointer, Value shift, int offset, int size) implements Storage {}
}
