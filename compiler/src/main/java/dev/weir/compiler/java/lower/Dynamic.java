// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.text.typed.Type;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What javac makes with `invokedynamic`: pattern switches, lambdas, methods of records and string
/// concatenation.
final class Dynamic {
  private final BodyLowering body;
  private final State state;
  private final FunctionLowering in;

  Dynamic(BodyLowering body, State state) {
    this.body = body;
    this.state = state;
    this.in = body.in();
  }

  /// Always goes on behind the instruction.
  boolean invoke(InvokeDynamicInstruction dynamic, int at) {
    List<Operand> arguments = new ArrayList<>();
    for (int i = 0; i < dynamic.typeSymbol().parameterCount(); i++) {
      arguments.addFirst(state.pop());
    }
    String factory = dynamic.bootstrapMethod().owner().displayName();
    String name = dynamic.name().stringValue();
    CallSite call = body.site(state, at, name, dynamic.typeSymbol().returnType(), arguments);
    state.push(
        switch (factory) {
          case "LambdaMetafactory" -> lambda(call, dynamic, arguments);
          case "SwitchBootstraps" -> patterns(call, dynamic, arguments);
          case "StringConcatFactory" ->
              call.failed(
                  JavaCode.STRING
                      .at("strings are joined here", call.span(), "BPF has no strings")
                      .help("pass the values to `Trace.print(\"{} {}\", a, b)`"));
          default ->
              name.equals("equals")
                  ? new RecordEquality(in, call).of(arguments.get(0), arguments.get(1))
                  : call.failed(
                      JavaCode.LIBRARY_CALL.at(
                          "`" + name + "` of a record means nothing in the kernel",
                          call.span(),
                          "only `equals` of records has a meaning"));
        });
    return true;
  }

  private static Operand lambda(
      CallSite call, InvokeDynamicInstruction dynamic, List<Operand> captured) {
    for (ConstantDesc argument : dynamic.bootstrapArgs()) {
      if (argument instanceof DirectMethodHandleDesc handle
          && handle.kind() == DirectMethodHandleDesc.Kind.STATIC) {
        return new Operand.Lambda(
            handle.owner(), handle.methodName(), handle.lookupDescriptor(), captured);
      }
    }
    return call.failed(
        JavaCode.LAMBDA
            .at("this function object has a receiver", call.span(), "nothing inlines it")
            .help("use a lambda that reads no fields of `this`, or a static method"));
  }

  /// The number of the first label that fits, from the restart index on; -1 for null.
  private Operand patterns(
      CallSite call, InvokeDynamicInstruction dynamic, List<Operand> arguments) {
    Operand selector = arguments.getFirst();
    List<ConstantDesc> labels = dynamic.bootstrapArgs();
    int start =
        arguments.get(1) instanceof Operand.Scalar s && s.range().isConstant()
            ? (int) s.range().min()
            : 0;
    if (selector instanceof Operand.Null) {
      return call.constant(-1);
    }
    if (selector instanceof Operand.Scalar s && s.type() instanceof Type.Enumeration type) {
      return enumeration(s, type, labels);
    }
    if (selector instanceof Operand.Variant variant) {
      return variants(variant, labels, start);
    }
    Objects objects = new Objects(body, state);
    for (int i = start; i < labels.size(); i++) {
      Optional<Boolean> fits =
          labels.get(i) instanceof ClassDesc label && !isNullable(selector)
              ? objects.isInstance(selector, label)
              : Optional.empty();
      if (fits.isEmpty()) {
        return selector instanceof Operand.Failed
            ? selector
            : call.failed(
                JavaCode.DYNAMIC_TYPE.at(
                    "the case cannot be chosen when compiling",
                    call.span(),
                    in.describe(selector) + " has no type at run time"));
      }
      if (fits.get()) {
        return call.constant(i);
      }
    }
    return call.constant(labels.size());
  }

  private static Operand variants(Operand.Variant selector, List<ConstantDesc> labels, int start) {
    Map<Integer, Integer> cases = new HashMap<>();
    for (ClassDesc type : selector.variants()) {
      cases.put(cases.size(), label(type, selector, labels, start));
    }
    return new Operand.SwitchCase(
        selector.tag(), cases, label(selector.otherwise(), selector, labels, start));
  }

  private static int label(
      ClassDesc type, Operand.Variant selector, List<ConstantDesc> labels, int start) {
    for (int i = start; i < labels.size(); i++) {
      if (labels.get(i).equals(type) || labels.get(i).equals(selector.type())) {
        return i;
      }
    }
    return labels.size();
  }

  private static boolean isNullable(Operand operand) {
    return operand instanceof Operand.View view && view.nullable();
  }

  private static Operand enumeration(
      Operand.Scalar constant, Type.Enumeration type, List<ConstantDesc> labels) {
    Map<Integer, Integer> cases = new HashMap<>();
    for (Type.Enumerator enumerator : type.enumerators()) {
      int found = labels.size();
      for (int i = labels.size() - 1; i >= 0; i--) {
        if (isNamed(labels.get(i), enumerator.name())) {
          found = i;
        }
      }
      cases.put((int) enumerator.value(), found);
    }
    return new Operand.SwitchCase(constant, cases, labels.size());
  }

  private static boolean isNamed(ConstantDesc label, String name) {
    return label instanceof String text
        ? text.equals(name)
        : label instanceof DynamicConstantDesc<?> constant
            && constant.bootstrapArgsList().contains(name);
  }
}
