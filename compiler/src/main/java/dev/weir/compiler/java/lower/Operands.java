// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Operands taken apart: what is fixed when compiling, the IR values, and what is known of them.
final class Operands {
  private Operands() {}

  /// What is fixed when compiling: two operands with equal shapes may meet in one variable.
  static Object shape(Operand operand) {
    return switch (operand) {
      case Operand.Scalar(var type, _, _) -> type;
      case Operand.Comparison(var left, _, boolean unsigned) ->
          List.of("comparison", left.type(), unsigned);
      case Operand.SwitchCase(var constant, var cases, int beyond) ->
          List.of("case", constant.type(), cases, beyond);
      case Operand.View v ->
          List.of("view", v.target(), anchor(v.anchor()), v.offset(), v.memory(), v.writable());
      case Operand.Lambda l ->
          List.of(
              l.owner(),
              l.name(),
              l.descriptor(),
              l.captured().stream().map(Operands::shape).toList());
      case Operand.Special s -> List.of(s.getClass(), s.shape());
      case Operand.Null _,
          Operand.Context _,
          Operand.OfMap _,
          Operand.Counter _,
          Operand.Literal _,
          Operand.Unborn _,
          Operand.Failed _,
          Operand.Forked _ ->
          operand;
    };
  }

  private static Object anchor(Anchor anchor) {
    return anchor instanceof Anchor.Fixed(Value value) ? value.type() : anchor;
  }

  /// The IR values, in order.
  static List<Value> values(Operand operand) {
    return switch (operand) {
      case Operand.Scalar s -> List.of(s.value());
      case Operand.Comparison c -> List.of(c.left().value(), c.right().value());
      case Operand.SwitchCase c -> List.of(c.constant().value());
      case Operand.View v ->
          v.anchor() instanceof Anchor.Fixed(Value value) ? List.of(value) : List.of();
      case Operand.Lambda l -> l.captured().stream().flatMap(c -> values(c).stream()).toList();
      case Operand.Special s -> s.values();
      case Operand.Null _,
          Operand.Context _,
          Operand.OfMap _,
          Operand.Counter _,
          Operand.Literal _,
          Operand.Unborn _,
          Operand.Failed _,
          Operand.Forked _ ->
          List.of();
    };
  }

  /// The same with other values, taken in order.
  static Operand with(Operand operand, Iterator<Value> values) {
    return switch (operand) {
      case Operand.Scalar s -> new Operand.Scalar(s.type(), values.next(), s.range());
      case Operand.Comparison c ->
          new Operand.Comparison(
              new Operand.Scalar(c.left().type(), values.next(), c.left().range()),
              new Operand.Scalar(c.right().type(), values.next(), c.right().range()),
              c.unsigned());
      case Operand.SwitchCase c ->
          new Operand.SwitchCase(
              new Operand.Scalar(c.constant().type(), values.next(), c.constant().range()),
              c.cases(),
              c.beyond());
      case Operand.View v ->
          v.anchor() instanceof Anchor.Fixed
              ? new Operand.View(
                  v.target(),
                  new Anchor.Fixed(values.next()),
                  v.offset(),
                  v.memory(),
                  v.writable(),
                  v.slots())
              : v;
      case Operand.Lambda l ->
          new Operand.Lambda(
              l.owner(),
              l.name(),
              l.descriptor(),
              l.captured().stream().map(c -> with(c, values)).toList());
      case Operand.Special s -> {
        List<Value> own = new ArrayList<>();
        for (int i = s.values().size(); i > 0; i--) {
          own.add(values.next());
        }
        yield s.with(own);
      }
      case Operand.Null _,
          Operand.Context _,
          Operand.OfMap _,
          Operand.Counter _,
          Operand.Literal _,
          Operand.Unborn _,
          Operand.Failed _,
          Operand.Forked _ ->
          operand;
    };
  }

  /// What holds of either of two operands of one shape, with the values of the first.
  static Operand join(Operand a, Operand b) {
    return meet(a, b, Range::join);
  }

  /// How two ranges become one.
  @FunctionalInterface
  interface RangeJoin {
    Range join(Range a, Range b);
  }

  /// As [#join], with another way to join ranges.
  static Operand meet(Operand a, Operand b, RangeJoin ranges) {
    return switch (a) {
      case Operand.Scalar s when b instanceof Operand.Scalar o -> scalar(s, o, ranges);
      case Operand.Comparison c when b instanceof Operand.Comparison o ->
          new Operand.Comparison(
              scalar(c.left(), o.left(), ranges),
              scalar(c.right(), o.right(), ranges),
              c.unsigned());
      case Operand.SwitchCase c when b instanceof Operand.SwitchCase o ->
          new Operand.SwitchCase(scalar(c.constant(), o.constant(), ranges), c.cases(), c.beyond());
      case Operand.Variant v when b instanceof Operand.Variant o ->
          v.with(scalar(v.tag(), o.tag(), ranges));
      case Operand.View v when b instanceof Operand.View o -> {
        Set<Integer> slots = new HashSet<>(v.slots());
        slots.addAll(o.slots());
        yield new Operand.View(v.target(), v.anchor(), v.offset(), v.memory(), v.writable(), slots);
      }
      case Operand.Lambda l when b instanceof Operand.Lambda o -> {
        List<Operand> captured = new ArrayList<>();
        for (int i = 0; i < l.captured().size(); i++) {
          captured.add(meet(l.captured().get(i), o.captured().get(i), ranges));
        }
        yield new Operand.Lambda(l.owner(), l.name(), l.descriptor(), captured);
      }
      default -> a;
    };
  }

  private static Operand.Scalar scalar(Operand.Scalar a, Operand.Scalar b, RangeJoin ranges) {
    return new Operand.Scalar(a.type(), a.value(), ranges.join(a.range(), b.range()));
  }

  /// Whether everything known of `assumed` holds for `found`, which has the same shape.
  static boolean within(Operand found, Operand assumed) {
    return switch (found) {
      case Operand.Scalar s -> assumed instanceof Operand.Scalar o && s.range().within(o.range());
      case Operand.Comparison c ->
          assumed instanceof Operand.Comparison o
              && within(c.left(), o.left())
              && within(c.right(), o.right());
      case Operand.SwitchCase c ->
          assumed instanceof Operand.SwitchCase o && within(c.constant(), o.constant());
      case Operand.Variant v -> assumed instanceof Operand.Variant o && within(v.tag(), o.tag());
      case Operand.View v -> assumed instanceof Operand.View o && o.slots().containsAll(v.slots());
      case Operand.Lambda l -> {
        boolean all = true;
        if (assumed instanceof Operand.Lambda o) {
          for (int i = 0; i < l.captured().size(); i++) {
            all &= within(l.captured().get(i), o.captured().get(i));
          }
        }
        yield all;
      }
      default -> true;
    };
  }

  /// The operand with each scalar in it replaced.
  static Operand mapScalars(Operand operand, UnaryOperator<Operand.Scalar> f) {
    return switch (operand) {
      case Operand.Scalar s -> f.apply(s);
      case Operand.Comparison c ->
          new Operand.Comparison(f.apply(c.left()), f.apply(c.right()), c.unsigned());
      case Operand.SwitchCase c ->
          new Operand.SwitchCase(f.apply(c.constant()), c.cases(), c.beyond());
      case Operand.Variant v -> v.with(f.apply(v.tag()));
      default -> operand;
    };
  }

  /// The stack slots an operand may refer to.
  static Set<Integer> slots(Operand operand) {
    return switch (operand) {
      case Operand.View v -> v.slots();
      case Operand.Lambda l -> {
        Set<Integer> all = new HashSet<>();
        l.captured().forEach(c -> all.addAll(slots(c)));
        yield all;
      }
      case Operand.Special s -> s.slots();
      default -> Set.of();
    };
  }

  /// Whether it takes two places on the JVM's stack.
  static boolean isWide(Operand operand) {
    return operand instanceof Operand.Scalar s
        && s.value().type().equals(IrType.I64)
        && s.type() instanceof dev.weir.compiler.text.typed.Type.Int;
  }
}
