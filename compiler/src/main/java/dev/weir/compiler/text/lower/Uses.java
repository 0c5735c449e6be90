// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/// What a body calls, directly and through others.
final class Uses {
  private final Set<Function> functions = new LinkedHashSet<>();
  private boolean changesPacket;

  private Uses() {}

  /// What a block calls.
  static Uses of(Block block) {
    Uses uses = new Uses();
    uses.block(block);
    return uses;
  }

  /// The functions reached.
  Set<Function> functions() {
    return functions;
  }

  /// Whether a call leaves packet pointers invalid.
  boolean changesPacket() {
    return changesPacket;
  }

  private void block(Block block) {
    block.statements().forEach(this::statement);
    block.value().ifPresent(this::expr);
  }

  private void statement(Statement statement) {
    switch (statement) {
      case Statement.Let s -> s.value().ifPresent(this::expr);
      case Statement.LetElse s -> {
        lookup(s.lookup());
        block(s.otherwise());
      }
      case Statement.Assign s -> {
        place(s.place());
        expr(s.value());
      }
      case Statement.Evaluate s -> expr(s.expression());
      case Statement.For s -> {
        expr(s.from());
        expr(s.to());
        block(s.body());
      }
      case Statement.While s -> {
        s.condition().ifPresent(this::expr);
        block(s.body());
      }
      case Statement.Locked s -> {
        place(s.lock());
        block(s.body());
      }
      case Statement.Return s -> s.value().ifPresent(this::expr);
      case Statement.Trace s -> s.arguments().forEach(this::expr);
      case Statement.Break _, Statement.Continue _ -> {}
    }
  }

  private void expr(Expr expr) {
    switch (expr) {
      case Expr.Const _, Expr.Bytes _, Expr.HeaderOffset _ -> {}
      case Expr.Load e -> place(e.place());
      case Expr.AddressOf e -> place(e.place());
      case Expr.Unary e -> expr(e.operand());
      case Expr.Binary e -> {
        expr(e.left());
        expr(e.right());
      }
      case Expr.Compare e -> {
        expr(e.left());
        expr(e.right());
      }
      case Expr.Logical e -> {
        expr(e.left());
        expr(e.right());
      }
      case Expr.Convert e -> expr(e.operand());
      case Expr.StructValue e -> e.fields().forEach(this::expr);
      case Expr.ArrayValue e -> e.elements().forEach(this::expr);
      case Expr.Do e -> block(e.block());
      case Expr.If e -> {
        expr(e.condition());
        block(e.then());
        block(e.otherwise());
      }
      case Expr.IfPresent e -> {
        lookup(e.lookup());
        block(e.then());
        block(e.otherwise());
      }
      case Expr.Switch e -> {
        expr(e.subject());
        e.cases().forEach(c -> block(c.body()));
        block(e.otherwise());
      }
      case Expr.Call e -> {
        e.arguments().forEach(this::expr);
        if (functions.add(e.function())) {
          block(e.function().body());
        }
      }
      case Expr.CallHelper e -> {
        changesPacket |= e.helper().changesPacketData();
        e.arguments().forEach(this::argument);
      }
      case Expr.Present e -> lookup(e.lookup());
      case Expr.Emit e -> expr(e.value());
      case Expr.Atomic e -> {
        place(e.place());
        expr(e.operand());
        e.expected().ifPresent(this::expr);
      }
    }
  }

  private void argument(Argument argument) {
    switch (argument) {
      case Argument.Value(Expr value) -> expr(value);
      case Argument.Memory(Place place) -> place(place);
      case Argument.Context _, Argument.OfMap _, Argument.Null _ -> {}
    }
  }

  private void place(Place place) {
    switch (place) {
      case Place.Local _, Place.OfGlobal _, Place.Context _ -> {}
      case Place.Deref p -> expr(p.view());
      case Place.Field p -> place(p.base());
      case Place.Element p -> {
        place(p.base());
        expr(p.index());
      }
      case Place.Bits p -> place(p.base());
      case Place.SocketField p -> expr(p.socket());
      case Place.Temporary p -> expr(p.value());
    }
  }

  private void lookup(Lookup lookup) {
    switch (lookup) {
      case Lookup.Nullable l -> expr(l.pointer());
      case Lookup.ParseHeader _ -> {}
      case Lookup.Filled l -> expr(l.call());
      case Lookup.Then l -> {
        lookup(l.first());
        lookup(l.second());
      }
    }
  }
}
