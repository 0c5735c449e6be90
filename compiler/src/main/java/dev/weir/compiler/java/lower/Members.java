// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.declare.Initial;
import dev.weir.compiler.java.declare.JavaTypes;
import dev.weir.compiler.java.declare.StaticFields;
import dev.weir.compiler.java.read.JdkMethods;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Fields and calls.
final class Members {
  private final BodyLowering body;
  private final State state;
  private final FunctionLowering in;

  Members(BodyLowering body, State state) {
    this.body = body;
    this.state = state;
    this.in = body.in();
  }

  /// Reads or writes a field; false when control goes on elsewhere.
  boolean field(FieldInstruction field, int at) {
    String owner = field.owner().asInternalName();
    String name = field.name().stringValue();
    ClassDesc type = field.typeSymbol();
    CallSite call = body.site(state, at, name, type, List.of()).at(body.word(at, name, ""));
    switch (field.opcode()) {
      case GETSTATIC -> {
        Optional<Binding> binding = in.module.bindings.find(owner, name, type.descriptorString());
        return push(
            binding.isPresent() ? binding.get().lower(call) : statics(call, owner, name), at);
      }
      case PUTSTATIC -> assign(call, owner, name, state.pop());
      case GETFIELD -> {
        Operand object = state.pop();
        if (object instanceof Operand.Scalar s && s.type() instanceof Type.Enumeration of) {
          state.push(new EnumFields(in).field(call, s, of, name, type));
          return true;
        }
        Optional<Operand.View> part = part(call, object, name);
        state.push(part.isPresent() ? read(call, part.get(), type) : new Operand.Failed());
      }
      default -> {
        Operand value = state.pop();
        Optional<Operand.View> part = part(call, state.pop(), name);
        part.ifPresent(p -> put(call, p, value, name));
      }
    }
    return true;
  }

  private void put(CallSite call, Operand.View part, Operand value, String name) {
    if (!part.writable()) {
      call.report(
          JavaCode.NOT_ASSIGNABLE.at("`" + name + "` cannot be changed", call.span(), "read-only"));
      return;
    }
    in.memory.store(call, new Objects(body, state).narrow(value, part.target()), part, name);
  }

  private Optional<Operand.View> part(CallSite call, Operand object, String name) {
    if (object instanceof Operand.View view
        && view.target() instanceof Type.Struct struct
        && !view.nullable()) {
      return struct.field(name).map(f -> view.part(f.type(), f.offset()));
    }
    if (!(object instanceof Operand.Failed)) {
      boolean absent = object instanceof Operand.Null || object instanceof Operand.View;
      call.report(
          absent
              ? in.mayBeNull(call.span())
              : JavaCode.DYNAMIC_TYPE.at(
                  "`" + name + "` is read from something without fields",
                  call.span(),
                  "found " + in.describe(object)));
    }
    return Optional.empty();
  }

  private Operand statics(CallSite call, String owner, String name) {
    if (name.equals("$assertionsDisabled")) {
      return call.constant(1);
    }
    if (name.startsWith("$SwitchMap$")) {
      return new Operand.Literal(switchMap(owner, name));
    }
    if (in.module.types.find(ClassDesc.ofInternalName(owner)).orElse(null)
            instanceof Type.Enumeration enumeration
        && enumerator(enumeration, name).isPresent()) {
      return constant(enumeration, name);
    }
    Optional<StaticFields.Meaning> meaning = in.module.fields.find(owner, name);
    if (meaning.isEmpty()) {
      return in.module.classes.isOwn(owner)
          ? new Operand.Failed()
          : call.failed(
              JavaCode.LIBRARY_CALL.at(
                  "`" + BodyLowering.simple(owner) + "." + name + "` means nothing in the kernel",
                  call.span(),
                  "not part of the subset"));
    }
    return switch (meaning.get()) {
      case StaticFields.OfMap(var map, ClassDesc key, ClassDesc value) ->
          new Operand.OfMap(map, key, value);
      case StaticFields.Global global -> read(call, view(call, global), global.javaType());
      case StaticFields.OfCounter(int offset) -> new Operand.Counter(offset);
      case StaticFields.Fixed(Initial value) -> fixed(call, name, value);
    };
  }

  private static Operand read(CallSite call, Operand.View view, ClassDesc type) {
    return JavaTypes.isPlace(type) ? view : call.load(view, type);
  }

  private Operand fixed(CallSite call, String name, Initial value) {
    return switch (value) {
      case Initial.Number(long number) ->
          new Arithmetic(in).constant(call.resultType().equals(ConstantDescs.CD_long), number);
      case Initial.Constant(Object constant) when constant != null -> new Operand.Literal(constant);
      case Initial.Constant _ -> new Operand.Null();
      case Initial.Reference(String owner, String field) -> statics(call, owner, field);
      case Initial.Numbers _,
          Initial.Objects _,
          Initial.Instance _,
          Initial.Call _,
          Initial.Unknown _ ->
          call.failed(
              JavaCode.DECLARATION
                  .at("`" + name + "` is nothing a program can have", call.span(), "an object")
                  .help("declare maps, numbers, enum constants and arrays of numbers"));
    };
  }

  private static Optional<Type.Enumerator> enumerator(Type.Enumeration type, String name) {
    return type.enumerators().stream().filter(e -> e.name().equals(name)).findFirst();
  }

  private Operand constant(Type.Enumeration type, String name) {
    long ordinal = enumerator(type, name).map(Type.Enumerator::value).orElse(0L);
    return new Operand.Scalar(
        type, in.builder.constant(Operand.irType(type), ordinal), Range.constant(ordinal));
  }

  private Operand.View view(CallSite call, StaticFields.Global global) {
    Memory memory = global.readOnly() ? Memory.CONSTANT : Memory.MAP_VALUE;
    return Operand.View.of(
        global.type(), call.builder().globalAddress(global.name(), 0), memory, !global.readOnly());
  }

  /// The cases of a `$SwitchMap$` by the number that stands for the constant.
  private Map<Integer, Integer> switchMap(String owner, String name) {
    String enumName = name.substring("$SwitchMap$".length()).replace('$', '/');
    Map<Integer, Integer> cases = new TreeMap<>();
    in.module
        .classes
        .switchCases(owner, name)
        .forEach((constant, number) -> {
          int value =
              in.module
                  .types
                  .find(ClassDesc.ofInternalName(constant.owner()))
                  .filter(Type.Enumeration.class::isInstance)
                  .flatMap(type -> enumerator((Type.Enumeration) type, constant.name()))
                  .map(e -> (int) e.value())
                  .orElseThrow(() -> new IllegalStateException("no constant " + enumName));
          cases.put(value, number);
        });
    return cases;
  }

  private void assign(CallSite call, String owner, String name, Operand value) {
    if (in.module.fields.find(owner, name).orElse(null) instanceof StaticFields.Global global) {
      put(call, view(call, global), value, name);
    } else {
      call.report(
          JavaCode.NOT_ASSIGNABLE.at("`" + name + "` cannot be assigned", call.span(), "fixed"));
    }
  }

  /// Pushes a result; false when it forks.
  private boolean push(Operand result, int at) {
    if (result instanceof Operand.Forked forked) {
      body.fork(forked, at + 1, state);
      return false;
    }
    state.push(result);
    return true;
  }

  /// A call; false when control goes on elsewhere.
  boolean invoke(InvokeInstruction invoke, int at) {
    String owner = invoke.owner().asInternalName();
    String name = invoke.name().stringValue();
    MethodTypeDesc type = invoke.typeSymbol();
    List<Operand> arguments = new ArrayList<>();
    for (int i = 0; i < type.parameterCount(); i++) {
      arguments.addFirst(state.pop());
    }
    if (invoke.opcode() != Opcode.INVOKESTATIC) {
      arguments.addFirst(state.pop());
    }
    String word = name.equals("<init>") ? BodyLowering.simple(owner) : name;
    CallSite call =
        body.site(state, at, word, type.returnType(), arguments)
            .at(body.word(at, word, "(?=\\s*\\()"));
    in.builder.at(call.span());
    Operand result = result(call, invoke, owner, name, arguments);
    boolean none = type.returnType().equals(ConstantDescs.CD_void);
    boolean thrown =
        name.equals("<init>") && owner.startsWith("java/lang/") && owner.endsWith("Exception");
    if (thrown) {
      return true;
    }
    if (name.equals("<init>") && arguments.getFirst() instanceof Operand.Unborn unborn) {
      state.mapOperands(operand -> operand.equals(unborn) ? result : operand);
      return !in.builder.isTerminated();
    }
    if (none && !(result instanceof Operand.Forked)) {
      return !in.builder.isTerminated();
    }
    return push(result, at) && !in.builder.isTerminated();
  }

  /// Whether what is on the stack is the `$SwitchMap$` that javac gets the cases of a `switch`
  /// from; it is asked with the constant itself.
  private boolean isSwitch() {
    return !state.stack.isEmpty() && state.stack.getLast() instanceof Operand.Literal(Map<?, ?> _);
  }

  /// Whether two constants are the same.
  private static Operand same(CallSite call, Operand.Scalar constant, Operand other) {
    return other instanceof Operand.Scalar s && s.type().equals(constant.type())
        ? call.ofInt(
            call.builder().compare(Condition.EQ, constant.value(), s.value()), Range.BOOLEAN)
        : call.constant(0);
  }

  private static final Set<String> ROOTS =
      Set.of("java/lang/Object", "java/lang/Record", "java/lang/Enum");

  private Operand result(
      CallSite call, InvokeInstruction invoke, String owner, String name, List<Operand> arguments) {
    String descriptor = invoke.type().stringValue();
    Optional<Binding> binding = in.module.bindings.find(owner, name, descriptor);
    if (binding.isPresent()) {
      return binding.get().lower(call);
    }
    if (name.equals("<init>") && ROOTS.contains(owner)) {
      return new Operand.Failed();
    }
    if (!arguments.isEmpty()
        && arguments.getFirst() instanceof Operand.Scalar s
        && s.type() instanceof Type.Enumeration type) {
      if (name.equals("ordinal")) {
        return isSwitch() ? s : new EnumFields(in).ordinal(call, s, type);
      }
      if (name.equals("equals")) {
        return same(call, s, arguments.get(1));
      }
    }
    if (!arguments.isEmpty() && arguments.getFirst() instanceof Operand.Lambda) {
      return call.failed(
          JavaCode.LAMBDA
              .at("this calls a function object", call.span(), "nothing inlines it")
              .help("call a static method, or pass the lambda to a method of the library"));
    }
    String target = owner;
    if (invoke.opcode() != Opcode.INVOKESTATIC && in.module.classes.isOwn(owner)) {
      Operand receiver = arguments.getFirst();
      if (receiver instanceof Operand.Null || receiver instanceof Operand.View v && v.nullable()) {
        return call.failed(in.mayBeNull(call.span()));
      }
      if (receiver instanceof Operand.View view
          && view.target() instanceof Type.Struct struct
          && invoke.opcode() != Opcode.INVOKESPECIAL) {
        target = in.module.types.classOf(struct.name());
      }
    }
    if (in.module.classes.isOwn(target) || JdkMethods.has(owner, name, descriptor)) {
      return body.inline(call, target, name, descriptor, arguments);
    }
    boolean throwable = arguments.stream().anyMatch(Operand.Unborn.class::isInstance);
    return throwable && name.equals("<init>") && owner.startsWith("java/lang/")
        ? new Operand.Failed()
        : call.failed(
            JavaCode.LIBRARY_CALL.at(
                "`"
                    + JavaTypes.internalName(invoke.owner().asSymbol()).replace('/', '.')
                    + "."
                    + name
                    + "` means nothing in the kernel",
                call.span(),
                "not part of the subset"));
  }
}
