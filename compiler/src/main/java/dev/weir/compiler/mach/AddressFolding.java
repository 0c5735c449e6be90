// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import java.util.OptionalLong;

/// Finds the register and the constant offset that a pointer amounts to.
///
/// Constant additions fold, through null checks too. An addition of a variable never does: for
/// packets its result is a pointer of its own, to which the verifier ties the range that a later
/// check proves.
final class AddressFolding {
  private final ValueFacts facts;
  private final GlobalLayout globals;
  private final StackLayout stack;

  AddressFolding(ValueFacts facts, GlobalLayout globals, StackLayout stack) {
    this.facts = facts;
    this.globals = globals;
    this.stack = stack;
  }

  /// Where a pointer points.
  record Place(Root root, int offset) {}

  /// What an offset counts from.
  sealed interface Root {
    /// The frame pointer.
    record Frame() implements Root {}

    /// The start of a data section.
    record Data(String section) implements Root {}

    /// The value of a register.
    record Register(Value value) implements Root {}
  }

  /// The place a pointer amounts to.
  Place place(Value pointer) {
    Value value = facts.representative(pointer);
    return switch (facts.definition(value)) {
      case Operation.StackAddress(_, int slot, int offset, _) ->
          new Place(new Root.Frame(), stack.entries().get(slot).offset() + offset);
      case Operation.GlobalAddress(_, String global, int offset, _) -> {
        GlobalLayout.Place place = globals.place(global);
        yield new Place(new Root.Data(place.section()), place.offset() + offset);
      }
      case Operation.PointerAdd(_, Value base, Value offset, _) -> {
        OptionalLong constant = facts.constant(offset);
        if (constant.isPresent()) {
          Place inner = place(base);
          long total = inner.offset() + constant.getAsLong();
          if (total == (int) total) {
            yield new Place(inner.root(), (int) total);
          }
        }
        yield new Place(new Root.Register(value), 0);
      }
      case null, default -> new Place(new Root.Register(value), 0);
    };
  }
}
