// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.Variable;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.lower.Flowing.Pending;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.MethodCode;
import java.lang.classfile.Instruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The symbolic run of one method's body, at its place in the function.
final class BodyLowering {
  private final FunctionLowering in;
  private final FunctionBuilder builder;
  private final MethodCode code;
  private final Flowing flowing;
  private final @Nullable State caller;
  private final LoopBounds bounds;

  /// What to blame instead of lines of a method that the user did not write.
  private final @Nullable Span elsewhere;

  private final List<Exit> exits = new ArrayList<>();
  private Deque<Pending> pending = Flowing.pending();
  private Flowing.@Nullable Node node;

  BodyLowering(
      FunctionLowering in,
      MethodCode code,
      String path,
      @Nullable State caller,
      @Nullable Span elsewhere) {
    this.in = in;
    this.builder = in.builder;
    this.code = code;
    this.caller = caller;
    this.elsewhere = elsewhere;
    this.flowing = new Flowing(in.builder, in.assumptions, code, path);
    this.bounds = new LoopBounds(code);
  }

  /// A return: where, with what, knowing what.
  private record Exit(Block block, @Nullable Operand result, State state) {}

  FunctionLowering in() {
    return in;
  }

  MethodCode code() {
    return code;
  }

  /// Runs the body from the current block. Returns of an outermost body end the function; those of
  /// an inlined one are collected.
  void run(List<Operand> arguments) {
    State state = new State(caller);
    if (caller != null) {
      state.memory.putAll(caller.memory);
      state.flow.putAll(caller.flow);
    }
    MethodTypeDesc type = MethodTypeDesc.ofDescriptor(code.descriptor());
    int slot = 0;
    for (int i = 0; i < arguments.size(); i++) {
      state.locals.put(slot, arguments.get(i));
      int parameter = code.isStatic() ? i : i - 1;
      boolean wide =
          parameter >= 0
              && parameter < type.parameterCount()
              && type.parameterType(parameter).equals(ConstantDescs.CD_long);
      slot += wide ? 2 : 1;
    }
    builder.at(span(0));
    flowing.jump(code.blocks().getFirst(), state);
    for (Flowing.Node next = flowing.next(); next != null; next = flowing.next()) {
      node = next;
      pending.add(new Pending(next.block.from(), builder.currentBlock(), next.known));
      while (!pending.isEmpty()) {
        Pending from = pending.pop();
        builder.switchTo(from.block());
        block(from.at(), next.block, from.state());
      }
    }
    flowing.finish();
  }

  private void block(int from, MethodCode.Block block, State state) {
    Instructions instructions = new Instructions(this, state);
    for (int at = from; at < block.to(); at++) {
      in.memory.release();
      Instruction instruction = code.instructions().get(at);
      builder.at(span(at));
      if (!instructions.execute(instruction, at) || builder.isTerminated()) {
        return;
      }
    }
    go(block.to(), state);
  }

  /// The source line of an instruction; of the call, in a method of the JDK.
  Span span(int at) {
    return elsewhere != null ? elsewhere : in.module.lines.line(code.owner(), code.lines()[at]);
  }

  /// The place of a word in the line of an instruction.
  Span word(int at, String word, String after) {
    return elsewhere != null
        ? elsewhere
        : in.module.lines.word(code.owner(), code.lines()[at], word, after);
  }

  /// What `x` is called in messages about the instruction.
  CallSite site(State state, int at, String name, ClassDesc result, List<Operand> arguments) {
    return new CallSite(this, state, name, result, arguments, span(at), flowing.path() + "/" + at);
  }

  /// Ends the current IR block with a jump to the block at an instruction.
  void go(int instruction, State state) {
    MethodCode.Block target = code.block(instruction);
    Flowing.Node from = node;
    if (from != null && target.header() && target.index() <= from.block.index()) {
      bounds.back(in, flowing.path(), target, state, span(instruction));
    }
    if (!flowing.jump(target, state)) {
      in.problems.report(
          JavaCode.TOO_MANY_FORMS
              .at(
                  "too many combinations of what variables may refer to here",
                  span(instruction),
                  "reached in more than 24 ways")
              .help("test references for null where they are made, before other branches"));
      end();
    }
  }

  /// Ends the current block of a function that is wrong anyway.
  void end() {
    if (in.result.isPresent()) {
      builder.ret(builder.constant(in.result.get(), 0));
    } else {
      builder.ret();
    }
  }

  /// Ends the function on a way that no program takes on purpose: a program lets things go on.
  void giveUp() {
    boolean program = in.callers.getFirst().endsWith("Ldev/weir/dsl/Verdict;");
    if (in.result.isPresent()) {
      long verdict = program ? in.hook.verdicts().getFirst().value() : 0;
      builder.ret(builder.constant(in.result.get(), verdict));
    } else {
      builder.ret();
    }
  }

  /// Goes on from the arms of a fork after an instruction.
  void fork(Operand.Forked forked, int after, State state) {
    for (Operand.Arm arm : forked.arms()) {
      State next = state.copy();
      next.flow.clear();
      next.flow.putAll(arm.flow());
      next.memory.clear();
      next.push(arm.result());
      pending.add(new Pending(after, arm.block(), next));
    }
  }

  /// Goes on from an instruction in another block.
  void later(int at, Block block, State state) {
    pending.add(new Pending(at, block, state));
  }

  /// A return instruction.
  void exit(@Nullable Operand result, State state, int at) {
    if (caller != null || in.callers.size() > 1) {
      exits.add(new Exit(builder.currentBlock(), result, state));
      return;
    }
    if (in.result.isEmpty()) {
      builder.ret();
      return;
    }
    CallSite call = site(state, at, "return", ConstantDescs.CD_int, List.of());
    Operand.Scalar scalar = in.scalar(call, result == null ? new Operand.Failed() : result);
    if (scalar.value().type().equals(in.result.get())) {
      builder.ret(scalar.value());
    } else {
      end();
    }
  }

  /// Lowers a call of a method of a class that is compiled in: inlined, or as a subprogram.
  Operand inline(
      CallSite call, String owner, String name, String descriptor, List<Operand> arguments) {
    Optional<Classes.Found> found = in.module.classes.method(owner, name, descriptor);
    Optional<MethodCode> body = found.flatMap(in.module.classes::code);
    if (body.isEmpty()) {
      return call.failed(
          JavaCode.MISSING_CLASS
              .at(
                  "`" + simple(owner) + "." + name + "` has no body here",
                  call.span(),
                  found.isPresent() ? "abstract or native" : "the class was not given")
              .help("compile the folder or jar that has the class, too"));
    }
    if (in.callers.contains(body.get().id())) {
      return call.failed(
          JavaCode.RECURSION
              .at("`" + name + "` calls itself", call.span(), "called again from itself")
              .help("write a loop with a bound"));
    }
    Classes.Found method = found.orElseThrow();
    if (Subprograms.isSubprogram(method)) {
      return Subprograms.call(in, call, method, body.get(), arguments);
    }
    in.callers.add(body.get().id());
    BodyLowering inner =
        new BodyLowering(
            in,
            body.get(),
            call.site(),
            call.state(),
            owner.startsWith("java/") ? call.span() : null);
    inner.run(arguments);
    in.callers.removeLast();
    builder.at(call.span());
    return inner.leave(call, MethodTypeDesc.ofDescriptor(descriptor).returnType());
  }

  static String simple(String owner) {
    return owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
  }

  /// The result of an inlined body, with the builder after it; forked where its shapes differ.
  private Operand leave(CallSite call, ClassDesc type) {
    boolean none = type.equals(ConstantDescs.CD_void);
    Map<Object, List<Exit>> groups = new LinkedHashMap<>();
    for (Exit exit : exits) {
      Operand result = exit.result();
      Object shape = none || result == null ? "nothing" : Operands.shape(result);
      groups.computeIfAbsent(shape, _ -> new ArrayList<>()).add(exit);
    }
    if (groups.isEmpty()) {
      Block nowhere = builder.newBlock();
      builder.seal(nowhere);
      builder.switchTo(nowhere);
      return new Operand.Failed();
    }
    List<Exit> arms = groups.values().stream().map(this::meet).toList();
    if (arms.size() == 1) {
      Exit only = arms.getFirst();
      builder.switchTo(only.block());
      call.state().memory.clear();
      call.state().memory.putAll(only.state().memory);
      call.state().flow.clear();
      call.state().flow.putAll(only.state().flow);
      return only.result() == null ? new Operand.Failed() : only.result();
    }
    return new Operand.Forked(
        arms.stream()
            .map(arm ->
                new Operand.Arm(
                    arm.block(),
                    arm.result() == null ? new Operand.Failed() : arm.result(),
                    Map.copyOf(arm.state().flow)))
            .toList());
  }

  private Exit meet(List<Exit> group) {
    if (group.size() == 1) {
      return group.getFirst();
    }
    Block join = builder.newBlock();
    Exit first = group.getFirst();
    List<Variable> variables = new ArrayList<>();
    if (first.result() != null) {
      for (Value value : Operands.values(first.result())) {
        variables.add(builder.declareVariable("", value.type()));
      }
    }
    Operand result = first.result();
    State state = bare(first.state());
    for (Exit exit : group) {
      builder.switchTo(exit.block());
      if (exit.result() != null && result != null) {
        List<Value> values = Operands.values(exit.result());
        for (int i = 0; i < values.size(); i++) {
          builder.define(variables.get(i), values.get(i));
        }
        result = Operands.join(result, exit.result());
      }
      state = state.join(bare(exit.state()), Range::join);
      builder.jump(join);
    }
    builder.seal(join);
    builder.switchTo(join);
    if (result != null) {
      result = Operands.with(result, variables.stream().map(builder::use).toList().iterator());
    }
    return new Exit(join, result, state);
  }

  /// A state without locals and stack, which end with the body.
  private static State bare(State state) {
    State bare = state.copy();
    bare.locals.clear();
    bare.stack.clear();
    return bare;
  }
}
