// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.ir.Cfg;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Applies rules to each operation of a function, definitions before uses, until no rule matches
/// it.
///
/// A rule sees an operation whose operands are rewritten already. It answers with a value that is
/// the same, or with another operation for the same result, and may emit operations before it.
final class Rewriter {
  /// More rewritings of one operation than any sensible chain of rules makes.
  private static final int LIMIT = 16;

  private final IrFunction function;
  private final Edit edit;
  private final Definitions definitions;
  private List<Operation> out = new ArrayList<>();
  private @Nullable Span span;

  /// What a rule made of an operation.
  sealed interface Outcome {
    /// The result is this value, which exists already.
    record Same(Value value) implements Outcome {}

    /// The result is computed by this operation.
    record Become(Operation operation) implements Outcome {}
  }

  /// Rewritings of single operations and of terminators.
  interface Rules {
    /// What the operation becomes, empty when no rule matches.
    Optional<Outcome> rewrite(Operation operation, Rewriter rewriter);

    /// What the terminator becomes; the same when no rule matches.
    default Terminator rewrite(Terminator terminator, Rewriter rewriter) {
      return terminator;
    }

    /// Tells that a block begins.
    default void begin() {}

    /// Tells that an operation is final.
    default void done(Operation operation) {}
  }

  private Rewriter(IrFunction function) {
    this.function = function;
    this.edit = new Edit(function);
    this.definitions = Definitions.of(function);
  }

  /// The function with the rules applied; blocks that cannot be reached any more are gone.
  static IrFunction apply(IrFunction function, Rules rules) {
    return new Rewriter(function).run(rules);
  }

  /// The definitions as they are now.
  Definitions definitions() {
    return definitions;
  }

  /// Emits a constant before the operation at work.
  Value constant(IrType type, long value) {
    long bits = type.equals(IrType.I32) ? value & 0xffff_ffffL : value;
    return emit(new Operation.Const(edit.fresh(type), bits, span));
  }

  /// Emits an operation before the one at work, see [#fresh].
  Value emit(Operation operation) {
    definitions.define(operation);
    out.add(operation);
    return operation.definition().orElseThrow();
  }

  /// A result for an operation to emit.
  Value fresh(IrType type) {
    return edit.fresh(type);
  }

  private IrFunction run(Rules rules) {
    Map<Integer, IrBlock> rewritten = new HashMap<>();
    for (IrBlock block : Cfg.of(function).reversePostorder()) {
      out = new ArrayList<>();
      rules.begin();
      block.operations().forEach(operation -> rewrite(operation, rules));
      span = block.terminator().span();
      Terminator terminator = rules.rewrite(block.terminator().mapOperands(edit::resolve), this);
      rewritten.put(block.id(), new IrBlock(block.id(), block.parameters(), out, terminator));
    }
    List<IrBlock> blocks = new ArrayList<>();
    for (IrBlock block : function.blocks()) {
      if (rewritten.get(block.id()) instanceof IrBlock changed) {
        blocks.add(changed);
      }
    }
    return Cfg.withoutUnreachable(edit.finish(blocks));
  }

  private void rewrite(Operation operation, Rules rules) {
    span = operation.span();
    Operation current = edit.resolve(operation);
    for (int i = 0; i < LIMIT; i++) {
      Optional<Outcome> outcome = rules.rewrite(current, this);
      if (outcome.isEmpty()) {
        break;
      }
      switch (outcome.get()) {
        case Outcome.Same(Value value) -> {
          edit.replace(current.definition().orElseThrow(), value);
          return;
        }
        case Outcome.Become(Operation next) -> {
          current = next;
          definitions.define(next);
        }
      }
    }
    definitions.define(current);
    out.add(current);
    rules.done(current);
  }
}
