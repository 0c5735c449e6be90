// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which values memory is known to hold at a place of a function.
final class MemoryValues {
  private final Definitions definitions;
  private final Map<Cell, Value> cells = new HashMap<>();

  /// A piece of memory as a load of some type sees it.
  private record Cell(
      IrType type, MemSize size, boolean signed, Value base, int offset, Memory effect) {
    Cell(Operation.Load o) {
      this(o.result().type(), o.size(), o.signed(), o.base(), o.offset(), o.effect());
    }
  }

  MemoryValues(Definitions definitions) {
    this.definitions = definitions;
  }

  MemoryValues copy() {
    MemoryValues copy = new MemoryValues(definitions);
    copy.cells.putAll(cells);
    return copy;
  }

  void clear() {
    cells.keySet().removeIf(cell -> isChanging(cell.effect));
  }

  private static boolean isChanging(Memory effect) {
    return effect != Memory.CTX_CONSTANT && effect != Memory.CONSTANT;
  }

  /// The value that an operation would load, null when it is unknown or the operation no load.
  @Nullable Value find(Operation operation) {
    return operation instanceof Operation.Load load ? cells.get(new Cell(load)) : null;
  }

  /// Takes note of what an operation does to memory and learns from it.
  void after(Operation operation) {
    forget(operation);
    switch (operation) {
      case Operation.Load load when load.effect() != Memory.VOLATILE ->
          cells.put(new Cell(load), load.result());
      case Operation.Store store when forwards(store) ->
          cells.put(
              new Cell(
                  store.value().type(),
                  store.size(),
                  false,
                  store.base(),
                  store.offset(),
                  store.effect()),
              store.value());
      default -> {}
    }
  }

  /// Whether a load right after the store may be replaced by the stored value.
  private boolean forwards(Operation.Store store) {
    return switch (store.effect()) {
      case PACKET, MAP_VALUE, STACK -> {
        int bits = store.size().bytes() * 8;
        yield !store.value().type().isScalar()
            || (KnownBits.seen(store.value(), definitions) & ~Arithmetic.mask(bits)) == 0;
      }
      case CTX_CONSTANT, CTX, CONSTANT, KERNEL, VOLATILE -> false;
    };
  }

  /// Forgets what the operation may change.
  void forget(Operation operation) {
    if (operation instanceof Operation.Store store) {
      cells.keySet().removeIf(cell -> overlap(cell, store));
      return;
    }
    Set<Memory> written = Effects.writes(operation);
    if (!written.isEmpty()) {
      cells.keySet().removeIf(cell -> written.contains(cell.effect));
    }
  }

  private boolean overlap(Cell cell, Operation.Store store) {
    if (cell.effect != store.effect()) {
      return store.effect() == Memory.VOLATILE && cell.effect == Memory.MAP_VALUE;
    }
    Value base = cell.base;
    int from = cell.offset;
    int storeFrom = store.offset();
    if (definitions.of(base) instanceof Operation.StackAddress a
        && definitions.of(store.base()) instanceof Operation.StackAddress b) {
      if (a.slot() != b.slot()) {
        return false;
      }
      from += a.offset();
      storeFrom += b.offset();
    } else if (!base.equals(store.base())) {
      return true;
    }
    return from < storeFrom + store.size().bytes() && storeFrom < from + cell.size.bytes();
  }
}
