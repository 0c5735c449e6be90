// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.text.typed.Type;
import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;

/// The use of a member of a library while a method is lowered: what a [Binding] works with.
public interface Call {
  /// Receiver, if the member has one, and arguments.
  List<Operand> arguments();

  /// The argument at an index.
  default Operand argument(int index) {
    return arguments().get(index);
  }

  /// The argument as a number. An operand that failed, and after a report any that is no number,
  /// gives a constant 0, so that bindings need no checks of their own.
  Operand.Scalar number(int index);

  /// The argument as an object that is there. Reports one that may be null; then, and for operands
  /// that failed, gives a view of a fresh stack slot.
  Operand.View view(int index, Type expected);

  /// The name of the member.
  String name();

  /// The declared result.
  ClassDesc resultType();

  /// The source line, narrowed to the call where its text is known.
  Span span();

  /// Emits.
  FunctionBuilder builder();

  /// The hook the function runs at.
  Hook hook();

  /// The context pointer of the function.
  Value context();

  /// The oldest kernel that the object must load on.
  KernelVersion target();

  /// The licence string.
  String license();

  /// Reports a problem.
  void report(Problem problem);

  /// Reports a problem and gives the operand that says so.
  default Operand failed(Problem problem) {
    report(problem);
    return new Operand.Failed();
  }

  /// The layout of a Java type in memory; after a report, when it has none, a byte.
  Type layout(ClassDesc type);

  /// Fresh zeroed memory on the stack.
  Operand.View temporary(Type type, String name);

  /// Writes an operand into memory: a scalar as the type has it, a structure by copy.
  void store(Operand value, Operand.View target);

  /// Memory that holds the operand: the object itself, or a scalar stored on the stack.
  Operand.View memory(Operand value, Type type);

  /// Reads what a view points at: a number, or a view of the part for structures and arrays.
  Operand load(Operand.View view, ClassDesc javaType);

  /// A Java `int` or `boolean`.
  default Operand.Scalar ofInt(Value value, Range range) {
    return new Operand.Scalar(Type.I32, value, range);
  }

  /// A Java `long`.
  default Operand.Scalar ofLong(Value value, Range range) {
    return new Operand.Scalar(Type.I64, value, range);
  }

  /// What bindings know here.
  Map<Class<?>, FlowState> flow();

  /// What bindings of one kind know here, or what they know at the start of a function.
  <S extends FlowState> S flow(Class<S> kind, S atStart);

  /// Says what bindings of one kind know from here on.
  <S extends FlowState> void setFlow(Class<S> kind, S state);

  /// An arm that starts in a block with what is known here; see [Operand.Forked].
  default Operand.Arm arm(Block block, Operand result) {
    return new Operand.Arm(block, result, flow());
  }

  /// Says that memory other than the stack may have other contents now, because of a helper that
  /// writes map values or packets. Values read before are read again after.
  void forgetMemory();

  /// Says that the packet may have moved: what is known of it, in callers too, ends.
  void packetMoved();

  /// Names the place of the call among all that are lowered in a function, also where the same
  /// source is inlined several times.
  String site();

  /// Inlines the body of a lambda.
  Operand inline(Operand.Lambda lambda, List<Operand> arguments);

  /// The name of a global that holds a string for trace, made once for each text.
  String traceText(byte[] text);

  /// Notes that a ring buffer gets records of a type.
  void emits(String map, Type type);

  /// Ends the program with a number, on a way that is never taken; see packet checks that are
  /// repeated.
  void end(long result);
}
