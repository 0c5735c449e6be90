// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.surface.Packets;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Lowers what may be absent: each lookup goes on where it found something and leaves to a block
/// where it did not.
final class Lookups {
  private final FunctionLowering in;
  private final FunctionBuilder builder;
  private int headers;

  Lookups(FunctionLowering in) {
    this.in = in;
    this.builder = in.builder;
  }

  /// Whether a variable is a view of a header.
  private static boolean isHeader(Variable variable, Header header) {
    return variable.type() instanceof Type.View(Type target, _, _)
        && target.equals(header.layout());
  }

  /// Where the header is that a variable is a view of.
  Packets.Place place(Variable variable) {
    if (in.frame().storage(variable) instanceof Storage.OfPacket(Packets.Place place)) {
      return place;
    }
    throw new IllegalStateException(variable.name() + " is no header of the packet");
  }

  private Packets.Found found(Variable variable) {
    Header header =
        Arrays.stream(Header.values())
            .filter(each -> isHeader(variable, each))
            .findFirst()
            .orElseThrow();
    return new Packets.Found(header, place(variable));
  }

  /// Binds what a lookup finds, or goes to `absent`, which the caller seals.
  ///
  /// @param variable what to bind; empty when only its presence matters
  void bind(Lookup lookup, Optional<Variable> variable, Block absent) {
    in.at(lookup.span());
    if (lookup instanceof Lookup.Then) {
      int bytes = fixedBytes(lookup);
      if (bytes > 0) {
        in.packets.require(bytes, absent);
      }
    }
    switch (lookup) {
      case Lookup.Nullable l -> nullable(l, variable, absent);
      case Lookup.ParseHeader l -> {
        String id = l.header().method() + " " + headers++;
        Packets.Place place = in.packets.parse(l.header(), l.from().map(this::found), id, absent);
        variable.ifPresent(v -> in.frame().bind(v, new Storage.OfPacket(place)));
      }
      case Lookup.Filled l -> filled(l, absent);
      case Lookup.Then l -> {
        bind(l.first(), Optional.of(l.hidden()), absent);
        if (!builder.isTerminated()) {
          bind(l.second(), variable, absent);
        }
      }
    }
  }

  /// Where a chain of headers begins with ones at constant offsets, how many bytes they take
  /// together: one check proves them all.
  private static int fixedBytes(Lookup lookup) {
    return switch (lookup) {
      case Lookup.ParseHeader(Header header, Optional<Variable> from, _, _) ->
          from.isEmpty() ? header.layout().size() : 0;
      case Lookup.Then(Lookup first, _, Lookup second, _) -> {
        int before = fixedBytes(first);
        yield before == 0 ? 0 : before + following(second);
      }
      case Lookup.Nullable _, Lookup.Filled _ -> 0;
    };
  }

  private static int following(Lookup lookup) {
    return switch (lookup) {
      case Lookup.ParseHeader(Header header, Optional<Variable> from, _, _) ->
          from.filter(f -> isHeader(f, Header.IPV4)).isPresent() ? 0 : header.layout().size();
      case Lookup.Then(Lookup first, _, Lookup second, _) -> {
        int bytes = following(first);
        yield bytes == 0 ? 0 : bytes + following(second);
      }
      case Lookup.Nullable _, Lookup.Filled _ -> 0;
    };
  }

  /// Goes on where a lookup finds something, with nothing bound.
  void probe(Lookup lookup, Block absent) {
    Packets.State before = in.packets.state();
    Frame.Scope scope = in.frame().open();
    bind(lookup, Optional.empty(), absent);
    if (!builder.isTerminated()) {
      scope.held.forEach(in.statements::release);
    }
    in.slots.release(scope);
    in.frame().close();
    in.packets.restore(before);
  }

  /// One of two blocks, by whether a lookup finds something.
  void choose(Expr.IfPresent e, Consumer<dev.weir.compiler.text.typed.Block> lower) {
    Block then = builder.newBlock();
    Block absent = builder.newBlock();
    Packets.State before = in.packets.state();
    Frame.Scope scope = in.frame().open();
    bind(e.lookup(), Optional.of(e.variable()), absent);
    if (!builder.isTerminated()) {
      builder.jump(then);
    }
    in.conditions.arms(
        then,
        absent,
        () -> {
          lower.accept(e.then());
          if (!builder.isTerminated()) {
            scope.held.forEach(in.statements::release);
          }
          scope.held.clear();
        },
        () -> {
          in.packets.restore(before);
          lower.accept(e.otherwise());
        });
    in.slots.release(scope);
    in.frame().close();
  }

  private void nullable(Lookup.Nullable l, Optional<Variable> variable, Block absent) {
    Value pointer = in.expressions.value(l.pointer());
    if (builder.isTerminated()) {
      return;
    }
    in.at(l.span());
    Block present = builder.newBlock();
    builder.branch(Condition.EQ, pointer, builder.constant(pointer.type(), 0), absent, present);
    builder.seal(present);
    builder.switchTo(present);
    Value found = builder.refine(pointer);
    if (l.release()) {
      in.frame().scope().held.add(new Frame.Held(found, "sk_release"));
    }
    variable.ifPresent(v -> in.define(v, found));
  }

  private void filled(Lookup.Filled l, Block absent) {
    int size = Math.max(1, l.variable().type().sizeBytes());
    int slot = in.slots.take(in.frame(), l.variable().name(), size);
    in.frame().bind(l.variable(), new Storage.Slot(slot));
    Value result = in.expressions.value(l.call());
    if (builder.isTerminated()) {
      return;
    }
    in.at(l.span());
    Block present = builder.newBlock();
    builder.branch(Condition.NE, result, builder.constant(result.type(), 0), absent, present);
    builder.seal(present);
    builder.switchTo(present);
  }
}
