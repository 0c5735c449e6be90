// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.MethodCode;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/// Evaluates the static initialiser of a class: constants, arrays of them, objects with constant
/// fields and calls of the library. Nothing of the user's is run.
final class StaticInitializer {
  private static final int MOST_STEPS = 200_000;

  private final Classes classes;
  private final Map<String, Initial> fields;
  private int steps;

  private StaticInitializer(Classes classes, Map<String, Initial> fields) {
    this.classes = classes;
    this.fields = fields;
  }

  /// What the static fields of a class hold after its initialiser; those that it leaves alone are
  /// not there.
  static Map<String, Initial> run(Classes classes, String owner) {
    Map<String, Initial> fields = new LinkedHashMap<>();
    Optional<MethodCode> code = classes.method(owner, "<clinit>", "()V").flatMap(classes::code);
    if (code.isPresent()) {
      Optional<Initial> stopped =
          new StaticInitializer(classes, fields).body(code.get(), new ArrayList<>(), 0);
      if (stopped.orElse(null) instanceof Initial.Unknown unknown) {
        forget(code.get(), owner, fields, unknown);
      }
    }
    return fields;
  }

  /// Says of the fields that an initialiser would have set had it not been left that they are not
  /// known.
  private static void forget(
      MethodCode code, String owner, Map<String, Initial> fields, Initial.Unknown unknown) {
    for (Instruction instruction : code.instructions()) {
      if (instruction instanceof FieldInstruction field
          && field.opcode() == Opcode.PUTSTATIC
          && field.owner().asInternalName().equals(owner)) {
        fields.putIfAbsent(field.name().stringValue(), unknown);
      }
    }
  }

  private Optional<Initial> body(MethodCode code, List<Initial> arguments, int depth) {
    Map<Integer, Initial> locals = new HashMap<>();
    int slot = 0;
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(code.descriptor());
    for (int i = 0; i < arguments.size(); i++) {
      locals.put(slot, arguments.get(i));
      int parameter = code.isStatic() ? i : i - 1;
      boolean wide =
          parameter >= 0 && type.parameterType(parameter).descriptorString().matches("[JD]");
      slot += wide ? 2 : 1;
    }
    List<Initial> stack = new ArrayList<>();
    int at = 0;
    while (at < code.instructions().size() && steps++ < MOST_STEPS) {
      Instruction instruction = code.instructions().get(at);
      int line = code.lines()[at];
      at++;
      switch (instruction) {
        case ReturnInstruction done -> {
          return done.opcode() == Opcode.RETURN ? Optional.empty() : Optional.of(pop(stack));
        }
        case BranchInstruction branch -> {
          Optional<Boolean> taken = taken(branch, stack);
          if (taken.isEmpty()) {
            return Optional.of(new Initial.Unknown("a condition that is not constant", line));
          }
          if (taken.get()) {
            at = code.targets().getOrDefault(branch.target(), at);
          }
        }
        default -> {
          if (!step(instruction, line, stack, locals, depth)) {
            return Optional.of(new Initial.Unknown("`" + instruction.opcode() + "`", line));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Initial pop(List<Initial> stack) {
    return stack.isEmpty() ? new Initial.Unknown("nothing", 0) : stack.removeLast();
  }

  private static Optional<Boolean> taken(BranchInstruction branch, List<Initial> stack) {
    return switch (branch.opcode()) {
      case GOTO, GOTO_W -> Optional.of(true);
      case IFEQ -> number(pop(stack)).map(v -> v == 0);
      case IFNE -> number(pop(stack)).map(v -> v != 0);
      case IF_ICMPGE, IF_ICMPLT -> {
        Optional<Long> right = number(pop(stack));
        Optional<Long> left = number(pop(stack));
        yield left.flatMap(l -> right.map(r -> (branch.opcode() == Opcode.IF_ICMPGE) == (l >= r)));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Long> number(Initial initial) {
    return initial instanceof Initial.Number(long value) ? Optional.of(value) : Optional.empty();
  }

  private boolean step(
      Instruction instruction,
      int line,
      List<Initial> stack,
      Map<Integer, Initial> locals,
      int depth) {
    switch (instruction) {
      case ConstantInstruction constant -> stack.add(constant(constant));
      case LoadInstruction load ->
          stack.add(locals.getOrDefault(load.slot(), new Initial.Unknown("a variable", line)));
      case java.lang.classfile.instruction.StoreInstruction store ->
          locals.put(store.slot(), pop(stack));
      case IncrementInstruction increment ->
          number(locals.getOrDefault(increment.slot(), new Initial.Number(0)))
              .ifPresent(v ->
                  locals.put(
                      increment.slot(), new Initial.Number((int) (v + increment.constant()))));
      case NewPrimitiveArrayInstruction array ->
          stack.add(
              number(pop(stack))
                  .filter(n -> n >= 0 && n <= 1 << 20)
                  .<Initial>map(n ->
                      new Initial.Numbers(
                          ClassDesc.ofDescriptor(array.typeKind().upperBound().descriptorString()),
                          new long[n.intValue()]))
                  .orElseGet(() -> new Initial.Unknown("an array of unknown length", line)));
      case NewReferenceArrayInstruction array -> {
        long count = number(pop(stack)).orElse(0L);
        List<Initial> values = new ArrayList<>();
        for (long i = 0; i < Math.min(count, 1 << 16); i++) {
          values.add(new Initial.Constant(null));
        }
        stack.add(new Initial.Objects(array.componentType().asSymbol(), values));
      }
      case ArrayStoreInstruction _ -> storeElement(stack);
      case NewObjectInstruction object ->
          stack.add(new Initial.Instance(object.className().asInternalName(), new HashMap<>()));
      case StackInstruction shuffle -> {
        return shuffle(shuffle.opcode(), stack);
      }
      case TypeCheckInstruction check -> {
        return check.opcode() == Opcode.CHECKCAST;
      }
      case ConvertInstruction convert -> {
        return calculate(stack, line, a -> ConstantArithmetic.of(convert.opcode(), a));
      }
      case OperatorInstruction operator -> {
        return operate(operator.opcode(), stack, line);
      }
      case FieldInstruction field -> field(field, stack);
      case InvokeInstruction invoke -> invoke(invoke, line, stack, depth);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean operate(Opcode opcode, List<Initial> stack, int line) {
    if (ConstantArithmetic.isUnary(opcode)) {
      return calculate(stack, line, a -> ConstantArithmetic.of(opcode, a));
    }
    Optional<Long> right = number(pop(stack));
    return calculate(
        stack,
        line,
        a ->
            right.isEmpty() ? OptionalLong.empty() : ConstantArithmetic.of(opcode, a, right.get()));
  }

  /// Replaces the top of the stack; what is not known stays so.
  private static boolean calculate(
      List<Initial> stack, int line, LongFunction<OptionalLong> operation) {
    OptionalLong result = number(pop(stack)).map(operation::apply).orElseGet(OptionalLong::empty);
    stack.add(
        result.isPresent()
            ? new Initial.Number(result.getAsLong())
            : new Initial.Unknown("a calculation that is not constant", line));
    return true;
  }

  private static boolean shuffle(Opcode opcode, List<Initial> stack) {
    switch (opcode) {
      case DUP -> stack.add(stack.getLast());
      case POP -> pop(stack);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Initial constant(ConstantInstruction constant) {
    return switch (constant.constantValue()) {
      case Integer i -> new Initial.Number(i);
      case Long l -> new Initial.Number(l);
      case java.lang.constant.ConstantDesc other ->
          new Initial.Constant(constant.opcode() == Opcode.ACONST_NULL ? null : other);
    };
  }

  private static void storeElement(List<Initial> stack) {
    Initial value = pop(stack);
    Initial index = pop(stack);
    Initial array = pop(stack);
    if (!(index instanceof Initial.Number(long at)) || at < 0) {
      return;
    }
    switch (array) {
      case Initial.Numbers(_, long[] values)
          when value instanceof Initial.Number(long number) && at < values.length ->
          values[(int) at] = number;
      case Initial.Objects(_, List<Initial> values) when at < values.size() ->
          values.set((int) at, value);
      default -> {}
    }
  }

  private void field(FieldInstruction field, List<Initial> stack) {
    String owner = field.owner().asInternalName();
    String name = field.name().stringValue();
    switch (field.opcode()) {
      case PUTSTATIC -> fields.put(name, pop(stack));
      case GETSTATIC -> {
        Initial own = fields.get(name);
        stack.add(
            own instanceof Initial.Number
                    || own instanceof Initial.Numbers
                    || own instanceof Initial.Objects
                ? own
                : new Initial.Reference(owner, name));
      }
      case PUTFIELD -> {
        Initial value = pop(stack);
        if (pop(stack) instanceof Initial.Instance(_, Map<String, Initial> values)) {
          values.put(name, value);
        }
      }
      default -> {
        Initial object = pop(stack);
        stack.add(
            object instanceof Initial.Instance(_, Map<String, Initial> values)
                    && values.get(name) instanceof Initial known
                ? known
                : new Initial.Unknown("field `" + name + "`", 0));
      }
    }
  }

  private void invoke(InvokeInstruction invoke, int line, List<Initial> stack, int depth) {
    MethodTypeDesc type = invoke.typeSymbol();
    String owner = invoke.owner().asInternalName();
    String name = invoke.name().stringValue();
    List<Initial> arguments = new ArrayList<>();
    for (int i = 0; i < type.parameterCount(); i++) {
      arguments.addFirst(pop(stack));
    }
    boolean isStatic = invoke.opcode() == Opcode.INVOKESTATIC;
    if (!isStatic) {
      arguments.addFirst(pop(stack));
    }
    Optional<Initial> result = result(owner, name, invoke, arguments, line, depth);
    if (name.equals("<init>")
        && result.orElse(null) instanceof Initial.Unknown unknown
        && arguments.getFirst() instanceof Initial.Instance(_, Map<String, Initial> values)) {
      values.put(Initial.Instance.REST, unknown);
    }
    if (!type.returnType().descriptorString().equals("V")) {
      stack.add(result.orElseGet(() -> new Initial.Unknown("`" + name + "`", line)));
    }
  }

  private Optional<Initial> result(
      String owner,
      String name,
      InvokeInstruction invoke,
      List<Initial> arguments,
      int line,
      int depth) {
    if (name.equals("desiredAssertionStatus")) {
      return Optional.of(new Initial.Number(0));
    }
    if (owner.equals("java/lang/Enum") || owner.equals("java/lang/Object")) {
      return Optional.empty();
    }
    if (classes.isOwn(owner)) {
      boolean known = depth < 16;
      return known
          ? classes
              .method(owner, name, invoke.type().stringValue())
              .flatMap(classes::code)
              .flatMap(code -> body(code, arguments, depth + 1))
          : Optional.of(new Initial.Unknown("`" + name + "`", line));
    }
    boolean boxing = name.equals("valueOf") && owner.startsWith("java/lang/");
    return boxing && arguments.size() == 1
        ? Optional.of(arguments.getFirst())
        : Optional.of(new Initial.Call(owner, name, arguments));
  }
}
