// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.Body;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The code of a program that makes one call, with whatever a register can hold as its arguments.
///
/// R6 holds the context, R7 the packet (64 bytes proven) where there is one, R8 a socket or null
/// where there is one, R9 an unknown number, a record or a map value; 64 bytes of stack are
/// initialised.
final class CallCode {
  static final int STACK_BYTES = 64;

  private final Hook hook;
  private final List<Step> steps = new ArrayList<>();
  private final Deque<Runnable> undoing = new ArrayDeque<>();
  private boolean callback;

  CallCode(Hook hook) {
    this.hook = hook;
  }

  /// What one argument register is given.
  ///
  /// @param name for messages
  /// @param map the map it refers to, empty for none
  record Value(String name, String map) {
    static Value of(String name) {
      return new Value(name, "");
    }

    @Override
    public String toString() {
      return map.isEmpty() ? name : name + " " + map;
    }
  }

  /// One program.
  ///
  /// @param name tells its arguments
  /// @param program the program
  /// @param mayBeUnknown whether the model may say that it does not know
  record Case(String name, FuzzProgram program, boolean mayBeUnknown) {}

  /// The program.
  FuzzProgram program() {
    List<Body> bodies = new ArrayList<>();
    bodies.add(new Body("main", Linkage.GLOBAL, steps));
    if (callback) {
      bodies.add(
          new Body(
              "each0",
              Linkage.STATIC,
              List.of(Step.of(mov(Reg.R0, 0)), Step.of(new Insn.Exit<>()))));
    }
    return new FuzzProgram(0, hook, "GPL", true, bodies, List.of(), List.of());
  }

  /// Calls a helper.
  void helper(String name) {
    emit(new Insn.CallHelper<>(Helpers.byName(name).orElseThrow().id()));
  }

  /// Calls a kernel function.
  void kfunc(String name) {
    steps.add(
        new Step(
            new Insn.CallKfunc<>(0, (short) 0), Step.NO_JUMP, new Target.KfuncRef(name, false)));
  }

  /// Stores a register in the frame.
  void spill(int offset, Reg reg) {
    emit(new Insn.Store<>(MemSize.DW, Reg.R10, (short) offset, Operand.reg(reg)));
  }

  /// Loads eight bytes of the frame.
  void fill(Reg reg, int offset) {
    emit(new Insn.Load<>(MemSize.DW, false, reg, Reg.R10, (short) offset));
  }

  /// Sets up what the values need.
  void prologue(List<Value> values) {
    emit(mov(Reg.R6, Reg.R1));
    for (int at = 8; at <= STACK_BYTES; at += 8) {
      emit(new Insn.Store<>(MemSize.DW, Reg.R10, (short) -at, Operand.imm(0)));
    }
    if (values.stream().anyMatch(v -> v.name().startsWith("packet"))) {
      packet();
    }
    if (values.stream().anyMatch(v -> v.name().startsWith("socket"))) {
      socket(values.stream().noneMatch(v -> v.name().equals("socketornull")));
    }
    if (values.stream().anyMatch(v -> v.name().equals("number") || v.name().equals("small"))) {
      emit(new Insn.CallHelper<>(Helpers.byName("get_prandom_u32").orElseThrow().id()));
      emit(mov(Reg.R9, Reg.R0));
    }
  }

  private Optional<ContextField> field(String... names) {
    for (String name : names) {
      Optional<ContextField> field = hook.context().field(name).filter(ContextField::readable);
      if (field.isPresent()) {
        return field;
      }
    }
    return Optional.empty();
  }

  private void packet() {
    Optional<ContextField> start = field("data", "optval");
    Optional<ContextField> end = field("data_end", "optval_end");
    if (start.isEmpty() || end.isEmpty()) {
      emit(mov(Reg.R7, 0));
      return;
    }
    emit(loadField(Reg.R7, start.get()));
    emit(loadField(Reg.R2, end.get()));
    emit(mov(Reg.R3, Reg.R7));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R3, Operand.imm(STACK_BYTES)));
    emit(new Insn.JumpIf<>(Condition.LE, Width.W64, Reg.R3, Operand.reg(Reg.R2), (short) 2));
    exit();
  }

  private void socket(boolean checked) {
    Optional<ContextField> sk = field("sk", "migrating_sk");
    if (sk.isEmpty()) {
      emit(mov(Reg.R8, 0));
      return;
    }
    emit(loadField(Reg.R8, sk.get()));
    if (checked) {
      exitIfNull(Reg.R8);
    }
  }

  private static Insn<Reg> loadField(Reg dst, ContextField field) {
    boolean pointer =
        field.type() != dev.weir.bytecode.kernel.FieldType.PACKET
            && field.type() != dev.weir.bytecode.kernel.FieldType.PACKET_END;
    boolean wide = pointer || field.sizeBytes() == 8;
    return new Insn.Load<>(
        wide ? MemSize.DW : MemSize.W, false, dst, Reg.R6, (short) field.offsetBytes());
  }

  /// Leaves a record of the ring buffer in R9.
  void reserve() {
    refer(Reg.R1, new Target.MapRef("ring"));
    emit(mov(Reg.R2, 16));
    emit(mov(Reg.R3, 0));
    emit(new Insn.CallHelper<>(Helpers.byName("ringbuf_reserve").orElseThrow().id()));
    exitIfNull(Reg.R0);
    emit(mov(Reg.R9, Reg.R0));
  }

  /// Leaves a value of the map, or null, in R9.
  void lookUp(boolean checked) {
    refer(Reg.R1, new Target.MapRef("hash"));
    emit(mov(Reg.R2, Reg.R10));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, Reg.R2, Operand.imm(-STACK_BYTES)));
    emit(new Insn.CallHelper<>(1));
    if (checked) {
      exitIfNull(Reg.R0);
    }
    emit(mov(Reg.R9, Reg.R0));
  }

  /// Ends the program where a register is null.
  void exitIfNull(Reg reg) {
    unless(Condition.NE, reg, this::exit);
  }

  /// Runs what is written by `block` unless the register compares so with zero.
  void unless(Condition condition, Reg reg, Runnable block) {
    int at = steps.size();
    block.run();
    int slots = steps.subList(at, steps.size()).stream().mapToInt(s -> s.insn().slots()).sum();
    steps.add(
        at, Step.of(new Insn.JumpIf<>(condition, Width.W64, reg, Operand.imm(0), (short) slots)));
  }

  /// Has something undone before each exit that follows; the last first.
  void atExit(Runnable undo) {
    undoing.addFirst(undo);
  }

  /// Undoes what was done, and ends the program.
  void exit() {
    undoing.forEach(Runnable::run);
    emit(mov(Reg.R0, (int) Math.max(0, hook.returns().min())));
    emit(new Insn.Exit<>());
  }

  /// Puts a value into an argument register.
  void put(Reg reg, Value value) {
    switch (value.name()) {
      case "ctx" -> emit(mov(reg, Reg.R6));
      case "ctx+8" -> offset(reg, Reg.R6, 8);
      case "stack" -> offset(reg, Reg.R10, -STACK_BYTES);
      case "stack+1" -> offset(reg, Reg.R10, -STACK_BYTES + 1);
      case "uninit" -> offset(reg, Reg.R10, -200);
      case "below" -> offset(reg, Reg.R10, -520);
      case "above" -> offset(reg, Reg.R10, -4);
      case "packet" -> emit(mov(reg, Reg.R7));
      case "packet+1" -> offset(reg, Reg.R7, 1);
      case "packet+60" -> offset(reg, Reg.R7, 60);
      case "socket", "socketornull" -> emit(mov(reg, Reg.R8));
      case "number", "record", "value", "valueornull" -> emit(mov(reg, Reg.R9));
      case "small" -> {
        emit(mov(reg, Reg.R9));
        emit(new Insn.Alu<>(AluOp.AND, Width.W64, reg, Operand.imm(15)));
      }
      case "rodata" -> refer(reg, new Target.DataRef(".rodata", 32));
      case "single" -> refer(reg, new Target.MapValueRef("big", 0));
      case "lock" -> refer(reg, new Target.MapValueRef("lockarray", 0));
      case "reads value" -> refer(reg, new Target.MapValueRef("reads", 0));
      case "map" -> refer(reg, new Target.MapRef(value.map()));
      case "function" -> {
        callback = true;
        refer(reg, new Target.FunctionRef("each0"));
      }
      case "nothing" -> {}
      default -> emit(mov(reg, Integer.parseInt(value.name())));
    }
  }

  /// Copies a pointer and moves it.
  void offset(Reg reg, Reg base, int offset) {
    emit(mov(reg, base));
    emit(new Insn.Alu<>(AluOp.ADD, Width.W64, reg, Operand.imm(offset)));
  }

  private static Insn<Reg> load64(Reg reg, Target target) {
    Pseudo pseudo =
        switch (target) {
          case Target.MapRef _ -> Pseudo.MAP_FD;
          case Target.FunctionRef _ -> Pseudo.FUNC;
          default -> Pseudo.MAP_VALUE;
        };
    return new Insn.LoadImm64<>(reg, pseudo, 0);
  }

  static Insn<Reg> mov(Reg dst, Reg src) {
    return new Insn.Mov<>(Width.W64, dst, Operand.reg(src));
  }

  static Insn<Reg> mov(Reg dst, int value) {
    return new Insn.Mov<>(Width.W64, dst, Operand.imm(value));
  }

  void emit(Insn<Reg> insn) {
    steps.add(Step.of(insn));
  }

  /// Loads an address.
  void refer(Reg reg, Target target) {
    steps.add(new Step(load64(reg, target), Step.NO_JUMP, target));
  }
}
