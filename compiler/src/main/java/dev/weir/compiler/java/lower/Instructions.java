// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.List;

/// Runs single instructions on a state.
final class Instructions {
  private final BodyLowering body;
  private final State state;
  private final FunctionLowering in;
  private final Arithmetic arithmetic;
  private final Branches branches;
  private final Members members;
  private final Objects objects;

  Instructions(BodyLowering body, State state) {
    this.body = body;
    this.state = state;
    this.in = body.in();
    this.arithmetic = new Arithmetic(in);
    this.branches = new Branches(body, state);
    this.members = new Members(body, state);
    this.objects = new Objects(body, state);
  }

  /// Runs an instruction; false when control does not go on behind it.
  boolean execute(Instruction instruction, int at) {
    switch (instruction) {
      case ConstantInstruction constant -> constant(constant, at);
      case LoadInstruction load ->
          state.push(state.locals.getOrDefault(load.slot(), new Operand.Failed()));
      case StoreInstruction store -> {
        Operand value = state.pop();
        Operands.values(value).forEach(v -> in.builder.named(v, body.code().local(store.slot())));
        state.locals.put(store.slot(), value);
      }
      case IncrementInstruction increment -> {
        Operand.Scalar old =
            number(state.locals.getOrDefault(increment.slot(), new Operand.Failed()), at, "++");
        state.locals.put(
            increment.slot(),
            arithmetic.add(old, arithmetic.constant(false, increment.constant())));
      }
      case OperatorInstruction operator -> operator(operator.opcode(), at);
      case ConvertInstruction convert -> convert(convert.opcode(), at);
      case StackInstruction shuffle -> Shuffle.run(shuffle.opcode(), state);
      case NopInstruction _ -> {}
      case ArrayLoadInstruction _ -> objects.loadElement(at);
      case ArrayStoreInstruction _ -> objects.storeElement(at);
      case NewObjectInstruction made -> objects.create(made, at);
      case NewPrimitiveArrayInstruction made ->
          objects.createArray(made.typeKind().upperBound(), at);
      case NewReferenceArrayInstruction made ->
          objects.createArray(made.componentType().asSymbol(), at);
      case NewMultiArrayInstruction _ -> problem(at, "an array of arrays", "use one array");
      case TypeCheckInstruction check -> {
        return objects.check(check, at);
      }
      case FieldInstruction field -> {
        return members.field(field, at);
      }
      case InvokeInstruction invoke -> {
        return members.invoke(invoke, at);
      }
      case InvokeDynamicInstruction dynamic -> {
        return new Dynamic(body, state).invoke(dynamic, at);
      }
      case BranchInstruction branch -> {
        return branches.branch(branch, at);
      }
      case TableSwitchInstruction table -> {
        branches.choose(table.cases(), table.defaultTarget(), at);
        return false;
      }
      case LookupSwitchInstruction lookup -> {
        branches.choose(lookup.cases(), lookup.defaultTarget(), at);
        return false;
      }
      case ReturnInstruction done -> {
        body.exit(done.opcode() == Opcode.RETURN ? null : state.pop(), state, at);
        return false;
      }
      case ThrowInstruction _ -> {
        thrown(at);
        return false;
      }
      case MonitorInstruction _ -> {
        state.pop();
        in.problems.report(
            JavaCode.MONITOR
                .at("`synchronized`", body.span(at), "BPF has no monitors")
                .help("lock the value itself with a `SpinLock` field"));
      }
      default ->
          problem(at, "`" + instruction.opcode() + "`", "javac does not make it for this subset");
    }
    return true;
  }

  private void problem(int at, String what, String label) {
    in.problems.report(JavaCode.INSTRUCTION.at(what + " cannot be compiled", body.span(at), label));
    state.push(new Operand.Failed());
  }

  private void thrown(int at) {
    if (state.pop() instanceof Operand.Unborn unborn
        && unborn.type().displayName().equals("MatchException")) {
      // Only memory that others wrote can hold what is no constant of an enum.
      body.giveUp();
      return;
    }
    in.problems.report(
        JavaCode.EXCEPTION
            .at("an exception may be thrown here", body.span(at), "programs cannot throw")
            .help("return a verdict instead, or prove that this is never reached"));
    body.end();
  }

  private CallSite site(int at, String name) {
    return body.site(state, at, name, ConstantDescs.CD_int, List.of());
  }

  private Operand.Scalar number(Operand operand, int at, String name) {
    return in.scalar(site(at, name), operand);
  }

  private void constant(ConstantInstruction constant, int at) {
    if (constant.opcode() == Opcode.ACONST_NULL) {
      state.push(new Operand.Null());
      return;
    }
    switch (constant.constantValue()) {
      case Integer i -> state.push(arithmetic.constant(false, i));
      case Long l -> state.push(arithmetic.constant(true, l));
      case Float _ -> floating(at);
      case Double _ -> floating(at);
      case java.lang.constant.ConstantDesc other -> state.push(new Operand.Literal(other));
    }
  }

  private void floating(int at) {
    in.problems.report(
        JavaCode.FLOATING_POINT
            .at("floating-point numbers", body.span(at), "BPF has none")
            .help("use `long` with a fixed scale, such as thousandths"));
    state.push(new Operand.Failed());
  }

  private void operator(Opcode opcode, int at) {
    switch (opcode) {
      case ARRAYLENGTH -> objects.length(at);
      case INEG, LNEG -> state.push(arithmetic.negate(number(state.pop(), at, "-")));
      case LCMP -> {
        Operand.Scalar right = wide(number(state.pop(), at, "comparison"));
        Operand.Scalar left = wide(number(state.pop(), at, "comparison"));
        state.push(new Operand.Comparison(left, right, false));
      }
      default -> {
        if (opcode.name().startsWith("F") || opcode.name().startsWith("D")) {
          state.pop();
          if (!opcode.name().endsWith("NEG")) {
            state.pop();
          }
          floating(at);
          return;
        }
        Operand.Scalar right = number(state.pop(), at, "operator");
        Operand.Scalar left = number(state.pop(), at, "operator");
        boolean wide = opcode.name().startsWith("L");
        boolean shift = opcode.name().contains("SH");
        left = wide ? wide(left) : left;
        right = shift ? right : wide ? wide(right) : right;
        CallSite call = site(at, opcode.name());
        boolean division = opcode.name().endsWith("DIV") || opcode.name().endsWith("REM");
        CallSite named = division ? symbol(call, opcode.name().endsWith("DIV") ? "/" : "%") : call;
        state.push(arithmetic.binary(named, opcode, left, right));
      }
    }
  }

  /// A number that failed is an `int`.
  private Operand.Scalar wide(Operand.Scalar scalar) {
    return Arithmetic.isWide(scalar) ? scalar : arithmetic.toLong(scalar);
  }

  /// The site narrowed to where the operator stands, if it stands there once.
  private static CallSite symbol(CallSite call, String operator) {
    String text = call.span().text();
    int first = text.indexOf(operator);
    if (first < 0 || first != text.lastIndexOf(operator)) {
      return call;
    }
    int start = call.span().start() + first;
    var span = new dev.weir.bytecode.diag.Span(call.span().file(), start, start + 1);
    return new CallSite(
        call.body(),
        call.state(),
        call.name(),
        call.resultType(),
        call.arguments(),
        span,
        call.site());
  }

  private void convert(Opcode opcode, int at) {
    switch (opcode) {
      case I2L, L2I, I2B, I2S, I2C -> {
        Operand.Scalar value = number(state.pop(), at, "conversion");
        state.push(arithmetic.convert(opcode, opcode == Opcode.L2I ? wide(value) : value));
      }
      default -> {
        state.pop();
        floating(at);
      }
    }
  }

  /// The operand-stack instructions, which depend on which operands take two places.
  private static final class Shuffle {
    static void run(Opcode opcode, State state) {
      switch (opcode) {
        case POP -> state.pop();
        case POP2 -> take(state, 2);
        case DUP -> insert(state, 1, 0);
        case DUP_X1 -> insert(state, 1, 1);
        case DUP_X2 -> insert(state, 1, 2);
        case DUP2 -> insert(state, 2, 0);
        case DUP2_X1 -> insert(state, 2, 1);
        case DUP2_X2 -> insert(state, 2, 2);
        case SWAP -> {
          Operand top = state.pop();
          Operand below = state.pop();
          state.push(top);
          state.push(below);
        }
        default -> throw new IllegalArgumentException("stack instruction " + opcode);
      }
    }

    /// Takes operands of so many places off the stack, in order.
    private static List<Operand> take(State state, int places) {
      List<Operand> taken = new ArrayList<>();
      for (int left = places; left > 0; ) {
        Operand operand = state.pop();
        taken.addFirst(operand);
        left -= Operands.isWide(operand) ? 2 : 1;
      }
      return taken;
    }

    private static void insert(State state, int places, int below) {
      List<Operand> top = take(state, places);
      List<Operand> under = below == 0 ? List.of() : take(state, below);
      state.stack.addAll(top);
      state.stack.addAll(under);
      state.stack.addAll(top);
    }
  }

  /// The type of a number of Java.
  static boolean isNumber(Type type) {
    return type.equals(Type.I32) || type.equals(Type.I64);
  }
}
