// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.surface.Packets;

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

  /// A view of the packet.
  record OfPacket(Packets.Place place) implements Storage {}
}
