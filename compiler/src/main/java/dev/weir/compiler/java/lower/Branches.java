// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.java.JavaCode;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Branches and switches: decided when compiling where they can be, and what each way then knows.
final class Branches {
  private final BodyLowering body;
  private final State state;
  private final FunctionLowering in;
  private final FunctionBuilder builder;

  Branches(BodyLowering body, State state) {
    this.body = body;
    this.state = state;
    this.in = body.in();
    this.builder = in.builder;
  }

  /// A jump or branch; false when control does not go on behind it in this block.
  boolean branch(BranchInstruction branch, int at) {
    int target = target(branch.target());
    switch (branch.opcode()) {
      case GOTO, GOTO_W -> body.go(target, state);
      case IFNULL -> nullTest(state.pop(), target, at + 1);
      case IFNONNULL -> nullTest(state.pop(), at + 1, target);
      case IF_ACMPEQ -> references(target, at + 1, at);
      case IF_ACMPNE -> references(at + 1, target, at);
      case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> {
        Condition condition = condition(branch.opcode());
        Operand operand = state.pop();
        if (operand instanceof Operand.Comparison c) {
          compare(condition, c.left(), c.right(), c.unsigned(), target, at + 1);
        } else {
          Operand.Scalar left = scalar(operand, at);
          compare(condition, left, zero(left), false, target, at + 1);
        }
      }
      case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPGE, IF_ICMPGT, IF_ICMPLE -> {
        Operand.Scalar right = scalar(state.pop(), at);
        Operand.Scalar left = scalar(state.pop(), at);
        compare(condition(branch.opcode()), left, right, false, target, at + 1);
      }
      default -> {
        in.problems.report(
            JavaCode.INSTRUCTION.at(
                "`" + branch.opcode() + "` cannot be compiled",
                body.span(at),
                "from an old compiler"));
        body.end();
      }
    }
    return false;
  }

  private int target(Label label) {
    Integer target = body.code().targets().get(label);
    if (target == null) {
      throw new IllegalStateException("a jump to nowhere");
    }
    return target;
  }

  private Operand.Scalar scalar(Operand operand, int at) {
    CallSite call = body.site(state, at, "comparison", ConstantDescs.CD_int, List.of());
    return in.scalar(call, operand);
  }

  private Operand.Scalar zero(Operand.Scalar like) {
    return new Operand.Scalar(
        like.type(), builder.constant(like.value().type(), 0), Range.constant(0));
  }

  private static Condition condition(Opcode opcode) {
    return switch (opcode) {
      case IFEQ, IF_ICMPEQ -> Condition.EQ;
      case IFNE, IF_ICMPNE -> Condition.NE;
      case IFLT, IF_ICMPLT -> Condition.SLT;
      case IFGE, IF_ICMPGE -> Condition.SGE;
      case IFGT, IF_ICMPGT -> Condition.SGT;
      case IFLE, IF_ICMPLE -> Condition.SLE;
      default -> throw new IllegalArgumentException("condition of " + opcode);
    };
  }

  /// Goes to `then` where a comparison holds, else to `otherwise`.
  private void compare(
      Condition condition,
      Operand.Scalar left,
      Operand.Scalar right,
      boolean unsigned,
      int then,
      int otherwise) {
    boolean positive = left.range().isNonNegative() && right.range().isNonNegative();
    Optional<Boolean> decided =
        unsigned && !positive && !isEquality(condition)
            ? Optional.empty()
            : Ranges.decide(condition, left.range(), right.range());
    if (decided.isPresent()) {
      body.go(decided.get() ? then : otherwise, state);
      return;
    }
    Condition emitted = unsigned || positive ? unsigned(condition) : condition;
    State yes = state.copy();
    State no = state.copy();
    narrow(yes, condition, left, right, unsigned && !positive);
    narrow(no, condition.negated(), left, right, unsigned && !positive);
    split(emitted, left.value(), right.value(), then, yes, otherwise, no);
  }

  private static boolean isEquality(Condition condition) {
    return condition == Condition.EQ || condition == Condition.NE;
  }

  private static Condition unsigned(Condition condition) {
    return switch (condition) {
      case SLT -> Condition.LT;
      case SLE -> Condition.LE;
      case SGT -> Condition.GT;
      case SGE -> Condition.GE;
      case EQ, NE, GT, GE, LT, LE, SET -> condition;
    };
  }

  private void narrow(
      State known,
      Condition condition,
      Operand.Scalar left,
      Operand.Scalar right,
      boolean unsigned) {
    if (unsigned && !isEquality(condition)) {
      boolean orEqual = condition == Condition.SLE || condition == Condition.SGE;
      boolean less = condition == Condition.SLT || condition == Condition.SLE;
      Operand.Scalar small = less ? left : right;
      Operand.Scalar large = less ? right : left;
      in.refine(known, small.value(), range -> Ranges.below(range, large.range(), orEqual));
      return;
    }
    in.refine(known, left.value(), range -> Ranges.where(condition, range, right.range()));
    Condition mirrored = mirrored(condition);
    in.refine(known, right.value(), range -> Ranges.where(mirrored, range, left.range()));
  }

  private static Condition mirrored(Condition condition) {
    return switch (condition) {
      case SLT -> Condition.SGT;
      case SLE -> Condition.SGE;
      case SGT -> Condition.SLT;
      case SGE -> Condition.SLE;
      case EQ, NE, GT, GE, LT, LE, SET -> condition;
    };
  }

  private void split(
      Condition condition, Value left, Value right, int then, State yes, int otherwise, State no) {
    Block first = builder.newBlock();
    Block second = builder.newBlock();
    builder.branch(condition, left, right, first, second);
    builder.seal(first);
    builder.seal(second);
    builder.switchTo(first);
    body.go(then, yes);
    builder.switchTo(second);
    body.go(otherwise, no);
  }

  /// Goes on by whether a reference is null.
  private void nullTest(Operand operand, int isNull, int isThere) {
    if (operand instanceof Operand.Null) {
      body.go(isNull, state);
    } else if (!(operand instanceof Operand.View view
            && view.anchor() instanceof Anchor.Fixed(Value pointer)
            && view.nullable())
        && !(operand instanceof Operand.Special special && nullable(special).isPresent())) {
      body.go(isThere, state);
      if (operand instanceof Operand.Failed) {
        return;
      }
    } else {
      Value pointer = pointer(operand);
      Value none = builder.constant(pointer.type(), 0);
      Block absent = builder.newBlock();
      Block present = builder.newBlock();
      builder.branch(Condition.EQ, pointer, none, absent, present);
      builder.seal(absent);
      builder.seal(present);
      builder.switchTo(absent);
      State without = state.copy();
      replace(without, pointer, _ -> new Operand.Null());
      body.go(isNull, without);
      builder.switchTo(present);
      State with = state.copy();
      Value found = builder.refine(pointer);
      replace(with, pointer, old -> present(old, found));
      body.go(isThere, with);
    }
  }

  private static Operand present(Operand old, Value found) {
    return Operands.with(old, List.of(found).iterator());
  }

  private static Optional<Value> nullable(Operand.Special special) {
    return special.values().size() == 1
            && special.values().getFirst().type() instanceof IrType.Pointer(_, boolean nullable)
            && nullable
        ? Optional.of(special.values().getFirst())
        : Optional.empty();
  }

  private static Value pointer(Operand operand) {
    return Operands.values(operand).getFirst();
  }

  private static void replace(State state, Value pointer, UnaryOperator<Operand> by) {
    state.mapOperands(operand -> {
      List<Value> values =
          operand instanceof Operand.View || operand instanceof Operand.Special
              ? Operands.values(operand)
              : List.of();
      return values.size() == 1 && values.getFirst().equals(pointer) ? by.apply(operand) : operand;
    });
  }

  /// Goes on by whether two references are the same: those of enums and values that are numbers.
  private void references(int same, int different, int at) {
    Operand right = state.pop();
    Operand left = state.pop();
    if (right instanceof Operand.Null) {
      nullTest(left, same, different);
    } else if (left instanceof Operand.Null) {
      nullTest(right, same, different);
    } else if (left instanceof Operand.Scalar a
        && right instanceof Operand.Scalar b
        && a.type().equals(b.type())
        && a.type() instanceof dev.weir.compiler.text.typed.Type.Enumeration) {
      compare(Condition.EQ, a, b, false, same, different);
    } else {
      if (!(left instanceof Operand.Failed) && !(right instanceof Operand.Failed)) {
        in.problems.report(
            JavaCode.REFERENCE_COMPARISON
                .at(
                    "objects are compared by identity",
                    body.span(at),
                    in.describe(left) + " with " + in.describe(right))
                .help("write `a.equals(b)`"));
      }
      body.go(same, state.copy());
      Block more = builder.newBlock();
      builder.seal(more);
      builder.switchTo(more);
      body.go(different, state);
    }
  }

  /// Goes on behind one of some cases of a number.
  void choose(List<SwitchCase> cases, Label otherwise, int at) {
    Operand selector = state.pop();
    List<Case> all = new ArrayList<>();
    int rest = target(otherwise);
    Operand.Scalar number;
    if (selector
        instanceof
        Operand.SwitchCase(Operand.Scalar constant, Map<Integer, Integer> numbers, int beyond)) {
      number = constant;
      int usual = rest;
      rest = place(cases, beyond, usual);
      for (Map.Entry<Integer, Integer> each : numbers.entrySet()) {
        int place = place(cases, each.getValue(), usual);
        if (place != rest) {
          all.add(new Case(each.getKey(), place));
        }
      }
    } else {
      int usual = rest;
      number = scalar(selector, at);
      cases.stream()
          .filter(each -> target(each.target()) != usual)
          .forEach(each -> all.add(new Case(each.caseValue(), target(each.target()))));
    }
    all.removeIf(each ->
        !Range.constant(each.value())
            .within(
                number.range().nonZero() && each.value() != 0
                    ? Range.of(number.range().min(), number.range().max())
                    : number.range()));
    all.sort(java.util.Comparator.comparingInt(Case::value));
    choose(number, all, rest, state);
  }

  /// Where a case number leads.
  private int place(List<SwitchCase> cases, int number, int otherwise) {
    return cases.stream()
        .filter(each -> each.caseValue() == number)
        .mapToInt(each -> target(each.target()))
        .findFirst()
        .orElse(otherwise);
  }

  private record Case(int value, int target) {}

  private static final int LINEAR = 6;

  private void choose(Operand.Scalar number, List<Case> cases, int otherwise, State known) {
    if (number.range().isConstant()) {
      int to =
          cases.stream()
              .filter(c -> c.value() == number.range().min())
              .mapToInt(Case::target)
              .findFirst()
              .orElse(otherwise);
      body.go(to, known);
      return;
    }
    if (cases.size() > LINEAR) {
      halves(number, cases, otherwise, known);
      return;
    }
    if (cases.isEmpty()) {
      body.go(otherwise, known);
      return;
    }
    Case first = cases.getFirst();
    Range value = Range.constant(first.value());
    State equal = known.copy();
    State unequal = known.copy();
    in.refine(equal, number.value(), _ -> value);
    in.refine(unequal, number.value(), range -> Ranges.where(Condition.NE, range, value));
    Operand.Scalar others =
        new Operand.Scalar(
            number.type(), number.value(), Ranges.where(Condition.NE, number.range(), value));
    step(
        Condition.EQ,
        number.value(),
        builder.constant(number.value().type(), first.value()),
        () -> body.go(first.target(), equal),
        next -> {
          builder.switchTo(next);
          choose(others, cases.subList(1, cases.size()), otherwise, unequal);
        });
  }

  private void halves(Operand.Scalar number, List<Case> cases, int otherwise, State known) {
    int middle = cases.size() / 2;
    int pivot = cases.get(middle).value();
    State low = known.copy();
    State high = known.copy();
    Range limit = Range.constant(pivot);
    in.refine(low, number.value(), range -> Ranges.where(Condition.SLT, range, limit));
    in.refine(high, number.value(), range -> Ranges.where(Condition.SGE, range, limit));
    Value constant = builder.constant(number.value().type(), pivot);
    step(
        Condition.SLT,
        number.value(),
        constant,
        () ->
            choose(
                new Operand.Scalar(
                    number.type(),
                    number.value(),
                    Ranges.where(Condition.SLT, number.range(), limit)),
                cases.subList(0, middle),
                otherwise,
                low),
        next -> {
          builder.switchTo(next);
          choose(
              new Operand.Scalar(
                  number.type(),
                  number.value(),
                  Ranges.where(Condition.SGE, number.range(), limit)),
              cases.subList(middle, cases.size()),
              otherwise,
              high);
        });
  }

  private void step(
      Condition condition, Value left, Value right, Runnable then, Consumer<Block> otherwise) {
    Block first = builder.newBlock();
    Block second = builder.newBlock();
    builder.branch(condition, left, right, first, second);
    builder.seal(first);
    builder.seal(second);
    builder.switchTo(first);
    then.run();
    otherwise.accept(second);
  }
}
