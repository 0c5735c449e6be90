// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.IsaFeature;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Load;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Loads just the bytes that are used, at the width that is used: masks, shifts, extensions and
/// truncations of a load become part of it.
///
/// ```text
/// v2: i32 = load.w packet v1 + 12
/// v3: i32 = rsh v2, v_16            =>   v3: i32 = load.h packet v1 + 14
/// v4: i64 = zext32 v3                    v4: i64 = load.h packet v1 + 14
/// ```
///
/// Needs constants on the right (`constant-folding`). Guarantees nothing more. The new load stands
/// where the old one stood, which must have no other use. Fields of contexts and kernel objects
/// keep their width, which the kernel prescribes, and may only be widened to `i64`. A
/// sign-extending load needs a kernel that has it.
///
/// Linear, one step of a chain in each round.
final class NarrowLoads {
  private final Definitions definitions;
  private final Edit edit;
  private final boolean signedLoads;
  private final Map<Integer, Load> changed = new HashMap<>();
  private final Map<Integer, Value> folded = new HashMap<>();

  private NarrowLoads(IrFunction function, PassContext context) {
    this.definitions = Definitions.of(function);
    this.edit = new Edit(function);
    this.signedLoads = context.target().atLeast(IsaFeature.SIGN_EXTENDING_LOADS.since());
  }

  static IrFunction narrow(IrFunction function, PassContext context) {
    NarrowLoads pass = new NarrowLoads(function, context);
    for (IrBlock block : function.blocks()) {
      block.operations().forEach(pass::visit);
    }
    if (pass.changed.isEmpty()) {
      return function;
    }
    return pass.edit.finish(function.blocks().stream().map(pass::rewritten).toList());
  }

  /// What a load has to become.
  private record Shape(MemSize size, boolean signed, int skipBytes) {}

  private void visit(Operation operation) {
    switch (operation) {
      case Operation.Truncate o -> fold(o.value(), o.result(), truncated(load(o.value())));
      case Operation.Extend o -> fold(o.value(), o.result(), extended(load(o.value()), o));
      case Operation.Binary o
          when o.op() == AluOp.AND && definitions.of(o.right()) instanceof Operation.Const c ->
          fold(o.left(), o.result(), masked(load(o.left()), c.value()));
      case Operation.Binary o
          when o.op() == AluOp.RSH && definitions.of(o.right()) instanceof Operation.Const c ->
          fold(o.left(), o.result(), shifted(load(o.left()), c.value()));
      default -> {}
    }
  }

  /// The load that defines a value used once, null when it is none or must stay.
  private @Nullable Load load(Value value) {
    return definitions.of(value) instanceof Load load
            && load.effect() != Memory.VOLATILE
            && definitions.uses(value) == 1
            && !changed.containsKey(value.id())
        ? load
        : null;
  }

  private static boolean hasFreeWidth(Load load) {
    return switch (load.effect()) {
      case PACKET, MAP_VALUE, STACK, CONSTANT -> true;
      case CTX_CONSTANT, CTX, KERNEL, VOLATILE -> false;
    };
  }

  private void fold(Value loaded, Value result, Optional<Shape> shape) {
    if (shape.isEmpty() || !(definitions.of(loaded) instanceof Load load)) {
      return;
    }
    Shape to = shape.get();
    if (to.size != load.size() && !hasFreeWidth(load)) {
      return;
    }
    Value narrow = edit.fresh(result.type(), result.name());
    changed.put(
        loaded.id(),
        new Load(
            narrow,
            to.size,
            to.signed,
            load.base(),
            load.offset() + to.skipBytes,
            load.effect(),
            load.span()));
    folded.put(result.id(), narrow);
    edit.replace(result, narrow);
  }

  private static Optional<Shape> truncated(@Nullable Load load) {
    if (load == null) {
      return Optional.empty();
    }
    return switch (load.size()) {
      case B, H -> Optional.of(new Shape(load.size(), load.signed(), 0));
      case W, DW -> Optional.of(new Shape(MemSize.W, false, 0));
    };
  }

  private Optional<Shape> extended(@Nullable Load load, Operation.Extend o) {
    if (load == null) {
      return Optional.empty();
    }
    if (load.size().bytes() * 8 < o.fromBits()) {
      boolean widens = o.fromBits() == 32 && !o.signed() && !load.signed();
      return widens ? Optional.of(new Shape(load.size(), false, 0)) : Optional.empty();
    }
    if (o.signed() && !(signedLoads && hasFreeWidth(load))) {
      return Optional.empty();
    }
    return Optional.of(new Shape(MemSize.ofBytes(o.fromBits() / 8), o.signed(), 0));
  }

  /// A mask of whole low bytes.
  private static Optional<Shape> masked(@Nullable Load load, long mask) {
    if (load == null) {
      return Optional.empty();
    }
    for (MemSize size : MemSize.values()) {
      if (mask == Arithmetic.mask(size.bytes() * 8) && size.bytes() < load.size().bytes()) {
        return Optional.of(new Shape(size, false, 0));
      }
    }
    return Optional.empty();
  }

  /// A shift that leaves whole upper bytes. They lie at an offset that their number divides, as the
  /// stack demands.
  private static Optional<Shape> shifted(@Nullable Load load, long count) {
    if (load == null || load.signed() || count <= 0 || count % 8 != 0) {
      return Optional.empty();
    }
    long skip = count / 8;
    long left = load.size().bytes() - skip;
    return (left == 1 || left == 2 || left == 4) && skip % left == 0
        ? Optional.of(new Shape(MemSize.ofBytes((int) left), false, (int) skip))
        : Optional.empty();
  }

  private IrBlock rewritten(IrBlock block) {
    List<Operation> operations = new ArrayList<>();
    for (Operation operation : block.operations()) {
      int result = operation.definition().map(Value::id).orElse(-1);
      Load replacement = changed.get(result);
      if (replacement != null) {
        operations.add(replacement);
      } else if (!folded.containsKey(result)) {
        operations.add(operation);
      }
    }
    return new IrBlock(block.id(), block.parameters(), operations, block.terminator());
  }
}
