// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.Value.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the code of one function and keeps track of what registers and stack hold.
final class Writer {
  private final List<Step> steps = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private Track track = new Track();

  Track track() {
    return track;
  }

  /// Goes on as if on another path.
  void setTrack(Track other) {
    track = other;
  }

  int size() {
    return steps.size();
  }

  Value get(Reg reg) {
    return track.get(reg);
  }

  void set(Reg reg, Value value) {
    track.set(reg, value);
  }

  /// A new place in the code, to be marked.
  int label() {
    labels.add(-1);
    return labels.size() - 1;
  }

  void mark(int label) {
    labels.set(label, steps.size());
  }

  int here() {
    int label = label();
    mark(label);
    return label;
  }

  /// The code with its jumps resolved.
  List<Step> steps() {
    return steps.stream()
        .map(s -> s.jump() == Step.NO_JUMP ? s : s.withJump(labels.get(s.jump())))
        .toList();
  }

  void emit(Insn<Reg> insn) {
    steps.add(Step.of(insn));
  }

  private void emit(Insn<Reg> insn, @Nullable Target target) {
    steps.add(new Step(insn, Step.NO_JUMP, target));
  }

  void move(Reg dst, Reg src) {
    emit(new Insn.Mov<>(Width.W64, dst, Operand.reg(src)));
    set(dst, get(src));
  }

  void move(Reg dst, int value) {
    emit(new Insn.Mov<>(Width.W64, dst, Operand.imm(value)));
    set(dst, Value.constant(value));
  }

  void move32(Reg dst, Reg src) {
    emit(new Insn.Mov<>(Width.W32, dst, Operand.reg(src)));
    Value from = get(src);
    set(dst, from.isBounded(0xffffffffL) ? from : Value.scalar(0, 0xffffffffL));
  }

  void move32(Reg dst, int value) {
    emit(new Insn.Mov<>(Width.W32, dst, Operand.imm(value)));
    set(dst, Value.constant(Integer.toUnsignedLong(value)));
  }

  void wide(Reg dst, long value) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.VALUE, value));
    set(dst, Value.constant(value));
  }

  void map(Reg dst, String map) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.MAP_FD, 0), new Target.MapRef(map));
    set(dst, new Value(Kind.MAP, 0, -1, 0, 0, false, false, map));
  }

  void mapValue(Reg dst, String map, int offset, int size) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.MAP_VALUE, 0), new Target.MapValueRef(map, offset));
    set(dst, Value.mapValue(map, size, false).at(offset));
  }

  void data(Reg dst, String section, int offset, int size) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.MAP_VALUE, 0), new Target.DataRef(section, offset));
    set(dst, Value.mapValue(section, size, false).at(offset));
  }

  void function(Reg dst, String function) {
    emit(new Insn.LoadImm64<>(dst, Pseudo.FUNC, 0), new Target.FunctionRef(function));
    set(dst, Value.NONE);
  }

  void alu(AluOp op, Width width, Reg dst, Reg src) {
    Value result = AluGuess.guess(op, width, get(dst), get(src));
    emit(new Insn.Alu<>(op, width, dst, Operand.reg(src)));
    set(dst, result);
  }

  void alu(AluOp op, Width width, Reg dst, int value) {
    Value result = AluGuess.guess(op, width, get(dst), Value.constant(value));
    if (get(dst).isPointer() && width == Width.W64) {
      result =
          switch (op) {
            case ADD -> get(dst).at(get(dst).offset() + value);
            case SUB -> get(dst).at(get(dst).offset() - value);
            default -> Value.NONE;
          };
    }
    emit(new Insn.Alu<>(op, width, dst, Operand.imm(value)));
    set(dst, result);
  }

  void add(Reg dst, int value) {
    alu(AluOp.ADD, Width.W64, dst, value);
  }

  void and(Reg dst, int value) {
    alu(AluOp.AND, Width.W64, dst, value);
  }

  void load(MemSize size, Reg dst, Reg base, int offset) {
    Value from = get(base);
    emit(new Insn.Load<>(size, false, dst, base, (short) offset));
    if (from.is(Kind.STACK) && size == MemSize.DW) {
      Value spilled = track.slot(from.offset() + offset);
      set(dst, spilled.equals(Value.NONE) ? Value.UNKNOWN : spilled);
    } else {
      set(dst, unsigned(size));
    }
  }

  void loadSigned(MemSize size, Reg dst, Reg base, int offset) {
    emit(new Insn.Load<>(size, true, dst, base, (short) offset));
    set(dst, Value.UNKNOWN);
  }

  static Value unsigned(MemSize size) {
    return size == MemSize.DW ? Value.UNKNOWN : Value.scalar(0, (1L << (size.bytes() * 8)) - 1);
  }

  void store(MemSize size, Reg base, int offset, Reg src) {
    Value to = get(base);
    emit(new Insn.Store<>(size, base, (short) offset, Operand.reg(src)));
    if (to.is(Kind.STACK)) {
      track.store(to.offset() + offset, size.bytes(), get(src));
    }
  }

  void store(MemSize size, Reg base, int offset, int value) {
    Value to = get(base);
    emit(new Insn.Store<>(size, base, (short) offset, Operand.imm(value)));
    if (to.is(Kind.STACK)) {
      track.store(to.offset() + offset, size.bytes(), Value.constant(value));
    }
  }

  void atomic(AtomicOp op, boolean fetch, MemSize size, Reg base, int offset, Reg src) {
    Value to = get(base);
    emit(new Insn.Atomic<>(op, fetch, size, base, (short) offset, src));
    if (to.is(Kind.STACK)) {
      track.store(to.offset() + offset, size.bytes(), Value.UNKNOWN);
    }
    if (fetch) {
      set(op == AtomicOp.CMPXCHG ? Reg.R0 : src, unsigned(size));
    }
  }

  void call(Helper helper) {
    emit(new Insn.CallHelper<>(helper.id()));
    track.called();
    if (helper.changesPacketData()) {
      track.packetChanged();
    }
  }

  void kfunc(String name) {
    emit(new Insn.CallKfunc<>(0, (short) 0), new Target.KfuncRef(name, false));
    track.called();
  }

  void callLocal(String function) {
    emit(new Insn.CallLocal<>(0), new Target.FunctionRef(function));
    track.called();
  }

  void jumpIf(Condition condition, Width width, Reg left, Reg right, int label) {
    jumpIf(condition, width, left, Operand.reg(right), label);
  }

  void jumpIf(Condition condition, Width width, Reg left, int right, int label) {
    jumpIf(condition, width, left, Operand.imm(right), label);
  }

  void jumpIf(Condition condition, Width width, Reg left, Operand<Reg> right, int label) {
    steps.add(new Step(new Insn.JumpIf<>(condition, width, left, right, (short) 0), label, null));
  }

  void jump(int label) {
    steps.add(new Step(new Insn.Jump<>(false, 0), label, null));
  }

  void mayGoto(int label) {
    steps.add(new Step(new Insn.MayGoto<>((short) 0), label, null));
  }

  void exit() {
    emit(new Insn.Exit<>());
  }
}
