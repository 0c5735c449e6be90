// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Operation.Store;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Merges constants stored side by side on the stack into one store, as in zeroed structures.
///
/// ```text
/// store.h stack v1 + 4, v_0
/// store.h stack v1 + 6, v_0         =>   store.dw stack v1, v_0
/// store.w stack v1, v_0
/// ```
///
/// Needs `address-folding`, so that accesses name slot and offset. Guarantees nothing more. Stores
/// move down to the last place before something reads or may change the bytes. The merged store is
/// aligned, as the verifier wants the stack, and of a constant that an instruction can hold.
///
/// Linear, times the bytes of a slot. Reference: GCC's store merging (gimple-ssa-store-merging).
final class StoreMerging {
  private final IrFunction function;
  private final Definitions definitions;
  private final Edit edit;
  private final StackUses stack;
  private List<Operation> out = new ArrayList<>();

  /// Constant bytes of one slot that are not stored yet.
  private final TreeMap<Integer, Byte> pending = new TreeMap<>();

  private final List<Store> held = new ArrayList<>();
  private int slot = -1;

  private StoreMerging(IrFunction function) {
    this.function = function;
    this.definitions = Definitions.of(function);
    this.edit = new Edit(function);
    this.stack = StackUses.of(function);
  }

  static IrFunction merge(IrFunction function, PassContext context) {
    if (function.slots().isEmpty()) {
      return function;
    }
    StoreMerging pass = new StoreMerging(function);
    return function.with(function.blocks().stream().map(pass::rewritten).toList());
  }

  private IrBlock rewritten(IrBlock block) {
    out = new ArrayList<>();
    for (Operation operation : block.operations()) {
      if (operation instanceof Store store && constant(store) instanceof Operation.Const value) {
        hold(store, value.value());
      } else {
        if (touches(operation)) {
          flush();
        }
        out.add(operation);
      }
    }
    flush();
    return new IrBlock(block.id(), block.parameters(), out, block.terminator());
  }

  /// The constant that a store to a known place of the stack stores, else null.
  private Operation.@Nullable Const constant(Store store) {
    return stack.direct(store.base()) != null
            && store.value().type().isScalar()
            && definitions.of(store.value()) instanceof Operation.Const value
        ? value
        : null;
  }

  private void hold(Store store, long value) {
    Operation.StackAddress address = stack.direct(store.base());
    if (address == null) {
      throw new IllegalStateException("not a direct address: " + store.base());
    }
    int from = address.offset() + store.offset();
    int bytes = store.size().bytes();
    if (address.slot() != slot || overlaps(store.base(), store.offset(), store.size())) {
      flush();
    }
    slot = address.slot();
    held.add(store);
    for (int i = 0; i < bytes; i++) {
      pending.put(from + i, (byte) (value >>> (8 * i)));
    }
  }

  /// Whether an operation may see or change the pending bytes. Nobody but calls gets at a direct
  /// slot otherwise than by its own address.
  private boolean touches(Operation operation) {
    return switch (operation) {
      case Operation.Load o -> overlaps(o.base(), o.offset(), o.size());
      case Store o -> overlaps(o.base(), o.offset(), o.size());
      case Operation.Atomic _,
          Operation.CallHelper _,
          Operation.CallKfunc _,
          Operation.CallFunction _ ->
          true;
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _ ->
          false;
    };
  }

  private boolean overlaps(Value base, int offset, MemSize size) {
    if (!(stack.direct(base) instanceof Operation.StackAddress address) || address.slot() != slot) {
      return false;
    }
    int from = address.offset() + offset;
    return !pending.subMap(from, from + size.bytes()).isEmpty();
  }

  /// Emits what is held, merged where that makes fewer stores.
  private void flush() {
    List<Piece> pieces = pieces();
    if (pieces.size() < held.size()) {
      pieces.forEach(this::emit);
    } else {
      out.addAll(held);
    }
    held.clear();
    pending.clear();
  }

  /// One store to make.
  private record Piece(int offset, MemSize size, long value) {}

  /// The pending bytes in as few aligned stores as can be, lowest first.
  private List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    Set<Integer> offsets = pending.keySet();
    int done = Integer.MIN_VALUE;
    for (int offset : offsets) {
      if (offset >= done) {
        Piece piece = largest(offset);
        pieces.add(piece);
        done = offset + piece.size.bytes();
      }
    }
    return pieces;
  }

  private Piece largest(int offset) {
    int align = function.slots().get(slot).alignBytes();
    for (MemSize size : List.of(MemSize.DW, MemSize.W, MemSize.H)) {
      int bytes = size.bytes();
      if (bytes <= align
          && offset % bytes == 0
          && pending.subMap(offset, offset + bytes).size() == bytes) {
        long value = value(offset, bytes);
        if (bytes < 8 || value == (int) value) {
          return new Piece(offset, size, value);
        }
      }
    }
    return new Piece(offset, MemSize.B, value(offset, 1));
  }

  private long value(int offset, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (pending.getOrDefault(offset + i, (byte) 0) & 0xffL) << (8 * i);
    }
    return value;
  }

  private void emit(Piece piece) {
    IrType type = piece.size == MemSize.DW ? IrType.I64 : IrType.I32;
    Span span = held.getFirst().span();
    Value constant = edit.fresh(type);
    Value address = edit.fresh(IrType.pointer(IrType.Region.STACK));
    out.add(new Operation.Const(constant, piece.value, span));
    out.add(new Operation.StackAddress(address, slot, 0, span));
    out.add(new Store(piece.size, address, piece.offset, constant, Memory.STACK, span));
  }
}
