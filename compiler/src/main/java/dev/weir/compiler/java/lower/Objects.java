// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.isa.Condition;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.declare.JavaTypes;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Objects and arrays on the stack, casts and type tests.
final class Objects {
  /// How many objects of one size a function may hold before the stack is certainly too small.
  private static final int STACK_BYTES = 512;

  private final BodyLowering body;
  private final State state;
  private final FunctionLowering in;

  Objects(BodyLowering body, State state) {
    this.body = body;
    this.state = state;
    this.in = body.in();
  }

  private CallSite site(int at, String name) {
    return body.site(state, at, name, ConstantDescs.CD_int, List.of());
  }

  /// `new`.
  void create(NewObjectInstruction made, int at) {
    ClassDesc type = made.className().asSymbol();
    String owner = made.className().asInternalName();
    if (owner.startsWith("java/lang/")
        && (owner.endsWith("Error") || owner.endsWith("Exception"))) {
      state.push(new Operand.Unborn(type, at));
      return;
    }
    if (!in.module.classes.isOwn(owner)) {
      state.push(new Operand.Unborn(type, at));
      return;
    }
    Optional<Type> layout =
        in.module.types.ofObject(type, body.word(at, BodyLowering.simple(owner), ""));
    state.push(
        layout
            .<Operand>map(t -> allocate(t, BodyLowering.simple(owner), at))
            .orElseGet(Operand.Failed::new));
  }

  private Operand allocate(Type type, String name, int at) {
    int size = Math.max(1, type.sizeBytes());
    if ((in.memory.slots(size) + 1) * size > 4 * STACK_BYTES || size > STACK_BYTES) {
      in.problems.report(
          JavaCode.OBJECT_KEPT
              .at(
                  "the stack has no room for this object",
                  body.span(at),
                  size > STACK_BYTES
                      ? size + " bytes, the stack has " + STACK_BYTES
                      : "rounds of a loop keep the ones before")
              .help("keep large objects in a map of one element"));
      return new Operand.Failed();
    }
    return in.memory.fresh(state, type, name);
  }

  /// `new` of an array.
  void createArray(ClassDesc element, int at) {
    Operand.Scalar count = in.scalar(site(at, "length"), state.pop());
    Optional<Type> type = in.module.types.of(element, body.span(at));
    if (!count.range().isConstant() || count.range().min() < 1) {
      in.problems.report(
          JavaCode.ARRAY_LENGTH
              .at("an array of a length that is not constant", body.span(at), "how many elements?")
              .help("use a constant of at least 1; the stack has 512 bytes"));
      state.push(new Operand.Failed());
      return;
    }
    long bytes = count.range().min() * type.map(Type::sizeBytes).orElse(1);
    if (bytes > STACK_BYTES) {
      in.problems.report(
          JavaCode.OBJECT_KEPT
              .at(
                  "the stack has no room for this array",
                  body.span(at),
                  bytes + " bytes, the stack has " + STACK_BYTES)
              .help("keep large arrays in a map of one element"));
      state.push(new Operand.Failed());
      return;
    }
    state.push(
        type.<Operand>map(t -> allocate(new Type.Array(t, (int) count.range().min()), "array", at))
            .orElseGet(Operand.Failed::new));
  }

  /// `array.length`.
  void length(int at) {
    Operand array = state.pop();
    if (array instanceof Operand.View view && view.target() instanceof Type.Array(_, int count)) {
      state.push(new Arithmetic(in).constant(false, count));
    } else {
      failed(array, "an array", at);
    }
  }

  private void failed(Operand found, String expected, int at) {
    if (!(found instanceof Operand.Failed)) {
      in.problems.report(
          found instanceof Operand.Null
              ? in.mayBeNull(body.span(at))
              : JavaCode.DYNAMIC_TYPE.at(
                  expected + " is needed", body.span(at), "found " + in.describe(found)));
    }
    state.push(new Operand.Failed());
  }

  /// An element as an operand.
  void loadElement(int at) {
    Operand indexOperand = state.pop();
    Operand array = state.pop();
    if (array instanceof Operand.Literal(Map<?, ?> cases)
        && indexOperand instanceof Operand.Scalar constant) {
      Map<Integer, Integer> numbers = new TreeMap<>();
      cases.forEach((value, number) -> numbers.put((Integer) value, (Integer) number));
      state.push(new Operand.SwitchCase(constant, numbers, 0));
      return;
    }
    Optional<Operand.View> element = element(array, indexOperand, at);
    CallSite call = site(at, "element");
    if (element.isPresent()) {
      ClassDesc type =
          element.get().target().equals(Type.I64) || element.get().target().equals(Type.U64)
              ? ConstantDescs.CD_long
              : ConstantDescs.CD_int;
      state.push(call.load(element.get(), type));
    } else {
      state.push(new Operand.Failed());
    }
  }

  /// Stores into an element, as Java narrows to its type.
  void storeElement(int at) {
    Operand value = state.pop();
    Operand index = state.pop();
    Operand array = state.pop();
    Optional<Operand.View> element = element(array, index, at);
    if (element.isEmpty()) {
      return;
    }
    if (!element.get().writable()) {
      in.problems.report(
          JavaCode.NOT_ASSIGNABLE.at(
              "this array cannot be changed", body.span(at), "read-only memory"));
      return;
    }
    CallSite call = site(at, "element");
    Operand narrowed = narrow(value, element.get().target());
    in.memory.store(call, narrowed, element.get(), "element");
  }

  /// `bastore`, `sastore` and `castore` keep the low bits, as assignments to such fields do.
  Operand narrow(Operand value, Type type) {
    if (value instanceof Operand.Scalar scalar
        && scalar.type().equals(Type.I32)
        && type instanceof Type.Int(int bytes, boolean signed)
        && bytes < 4
        && (signed || bytes == 2)) {
      return new Arithmetic(in).narrow(scalar, signed, bytes * 8);
    }
    return value;
  }

  private Optional<Operand.View> element(Operand array, Operand indexOperand, int at) {
    if (array instanceof Operand.Failed) {
      return Optional.empty();
    }
    if (!(array instanceof Operand.View view
        && view.target() instanceof Type.Array(_, int count))) {
      failed(array, "an array", at);
      state.pop();
      return Optional.empty();
    }
    CallSite call = site(at, "index");
    Operand.Scalar index = in.scalar(call, indexOperand);
    Range inside = Range.of(0, count - 1L);
    if (indexOperand instanceof Operand.Failed) {
      return Optional.empty();
    }
    if (!index.range().within(inside)) {
      in.problems.report(
          JavaCode.INDEX_RANGE
              .at(
                  "the index may be outside the array",
                  body.span(at),
                  "from "
                      + index.range().min()
                      + " to "
                      + index.range().max()
                      + "; the array has "
                      + count
                      + " elements")
              .help(
                  "test it first: `if (i >= 0 && i < "
                      + count
                      + ")`"
                      + (Integer.bitCount(count) == 1
                          ? ", or cut it off: `i & " + (count - 1) + "`"
                          : "")));
      return Optional.empty();
    }
    return Optional.of(in.memory.element(call, view, index));
  }

  /// Casts and `instanceof`; false when control goes on elsewhere.
  boolean check(TypeCheckInstruction check, int at) {
    ClassDesc type = check.type().asSymbol();
    Operand operand = state.pop();
    Optional<Boolean> is = isInstance(operand, type);
    if (check.opcode() == Opcode.CHECKCAST) {
      if (is.isPresent() && !is.get() && !(operand instanceof Operand.Null)) {
        in.problems.report(
            JavaCode.DYNAMIC_TYPE.at(
                "this is never a `" + type.displayName() + "`",
                body.span(at),
                "found " + in.describe(operand)));
        state.push(new Operand.Failed());
        return true;
      }
      state.push(operand);
      return true;
    }
    if (is.isEmpty() && operand instanceof Operand.Variant variant) {
      fork(variant, type, at);
      return false;
    }
    Arithmetic arithmetic = new Arithmetic(in);
    if (is.isEmpty() || operand instanceof Operand.View view && view.nullable()) {
      in.problems.report(
          JavaCode.DYNAMIC_TYPE
              .at(
                  "`instanceof` cannot be decided here",
                  body.span(at),
                  in.describe(operand) + " has no type at run time")
              .help("test for null first; only types known when compiling can be asked for"));
      state.push(arithmetic.constant(false, 0));
      return true;
    }
    state.push(arithmetic.constant(false, is.get() ? 1 : 0));
    return true;
  }

  /// `instanceof` that is decided at run time: goes on knowing which it is.
  private void fork(Operand.Variant variant, ClassDesc type, int at) {
    Operand.Scalar tag = variant.tag();
    boolean others = variant.otherwise().equals(type);
    for (int i = 0; i < variant.variants().size(); i++) {
      if (variant.variants().get(i).equals(type) == others) {
        continue;
      }
      Block equal = in.builder.newBlock();
      Block unequal = in.builder.newBlock();
      Range number = Range.constant(i);
      in.builder.branch(
          Condition.EQ, tag.value(), in.builder.constant(tag.value().type(), i), equal, unequal);
      in.builder.seal(equal);
      in.builder.seal(unequal);
      State then = state.copy();
      in.refine(then, tag.value(), _ -> number);
      then.push(new Arithmetic(in).constant(false, others ? 0 : 1));
      body.later(at + 1, equal, then);
      in.builder.switchTo(unequal);
    }
    state.push(new Arithmetic(in).constant(false, others ? 1 : 0));
    body.later(at + 1, in.builder.currentBlock(), state);
  }

  /// Whether an operand that is not null is of a type, where that is known.
  Optional<Boolean> isInstance(Operand operand, ClassDesc type) {
    if (type.equals(ConstantDescs.CD_Object)) {
      return Optional.of(!(operand instanceof Operand.Null));
    }
    return switch (operand) {
      case Operand.Null _ -> Optional.of(false);
      case Operand.Variant v when !type.equals(v.type()) -> isVariant(v, type);
      case Operand.Special s -> Optional.of(isSubclass(s.type(), type));
      case Operand.View v when v.target() instanceof Type.Struct(String name, _, _, _, _) ->
          Optional.of(isSubclass(ClassDesc.ofInternalName(in.module.types.classOf(name)), type));
      case Operand.View v -> in.module.types.find(type).map(v.target()::equals);
      case Operand.Scalar s ->
          in.module
              .types
              .find(type)
              .map(t -> t.equals(s.type()) || Instructions.isNumber(s.type()));
      case Operand.Context c -> Optional.of(isSubclass(c.type(), type));
      default -> Optional.empty();
    };
  }

  private static Optional<Boolean> isVariant(Operand.Variant variant, ClassDesc type) {
    Range tag = variant.tag().range();
    if (!tag.isConstant()) {
      return Optional.empty();
    }
    boolean listed = tag.min() >= 0 && tag.min() < variant.variants().size();
    ClassDesc is = listed ? variant.variants().get((int) tag.min()) : variant.otherwise();
    return Optional.of(is.equals(type));
  }

  private boolean isSubclass(ClassDesc type, ClassDesc of) {
    if (type.equals(of)) {
      return true;
    }
    return in.module
        .classes
        .find(JavaTypes.internalName(type))
        .map(model ->
            model.interfaces().stream().anyMatch(i -> isSubclass(i.asSymbol(), of))
                || model.superclass().filter(s -> isSubclass(s.asSymbol(), of)).isPresent())
        .orElse(false);
  }
}
