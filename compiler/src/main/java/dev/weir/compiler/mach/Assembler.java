// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives instructions their slots, jumps their offsets, and each instruction its line.
public final class Assembler {
  private final List<Insn<Reg>> insns = new ArrayList<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final List<LineInfo> lines = new ArrayList<>();
  private final Map<Integer, Integer> labels = new HashMap<>();
  private final Map<Integer, Integer> jumps = new HashMap<>();
  private final KernelVersion target;
  private @Nullable Span position;
  private int slot;

  private Assembler(@Nullable Span start, KernelVersion target) {
    this.position = start;
    this.target = target;
  }

  /// The code of a function.
  ///
  /// @param target the oldest kernel it must load on
  public static Code assemble(LinearCode code, KernelVersion target) {
    Assembler assembler = new Assembler(code.span(), target);
    code.lines().forEach(assembler::add);
    return assembler.finish();
  }

  private void add(LinearCode.Line line) {
    switch (line) {
      case LinearCode.Label(int block) -> labels.put(block, slot);
      case LinearCode.Body(MachInsn<Reg> insn) -> add(insn);
      case LinearCode.Goto(int block, Span span) -> {
        jumps.put(insns.size(), block);
        emit(new Insn.Jump<>(false, 0), span);
      }
      case LinearCode.GotoIf(var condition, var width, var left, var right, int block, Span span) -> {
        jumps.put(insns.size(), block);
        emit(new Insn.JumpIf<>(condition, width, left, right, (short) 0), span);
      }
      case LinearCode.Exit(Span span) -> emit(new Insn.Exit<>(), span);
    }
  }

  private void add(MachInsn<Reg> insn) {
    switch (insn) {
      case MachInsn.Plain<Reg>(Insn<Reg> plain, Span span) -> emit(plain, span);
      case MachInsn.Tied<Reg>(Insn<Reg> tied, _, Span span) -> emit(tied, span);
      case MachInsn.Copy<Reg>(Reg dst, Reg src, Span span) ->
          emit(new Insn.Mov<>(Width.W64, dst, Operand.reg(src)), span);
      case MachInsn.FrameAddress<Reg>(Reg dst, int offset, Span span) -> {
        emit(new Insn.Mov<>(Width.W64, dst, Operand.reg(Reg.R10)), span);
        if (offset != 0) {
          emit(new Insn.Alu<>(AluOp.ADD, Width.W64, dst, Operand.imm(offset)), span);
        }
      }
      case MachInsn.Symbol<Reg>(Reg dst, Relocation.Target target, Span span) -> {
        relocations.add(new Relocation(slot, target));
        emit(new Insn.LoadImm64<>(dst, pseudo(target), 0), span);
      }
      case MachInsn.Call<Reg> call -> {
        switch (call.callee()) {
          case MachInsn.Callee.Helper(int id) -> emit(new Insn.CallHelper<>(id), call.span());
          case MachInsn.Callee.Kfunc(String name) -> {
            relocations.add(new Relocation(slot, new Relocation.Target.KfuncRef(name, false)));
            emit(new Insn.CallKfunc<>(0, (short) 0), call.span());
          }
          case MachInsn.Callee.Local(String name) -> {
            relocations.add(new Relocation(slot, new Relocation.Target.FunctionRef(name)));
            emit(new Insn.CallLocal<>(0), call.span());
          }
        }
      }
      case MachInsn.CompareExchange<Reg> o ->
          emit(
              new Insn.Atomic<>(
                  AtomicOp.CMPXCHG, true, o.size(), o.base(), o.offset(), o.operand()),
              o.span());
    }
  }

  private static Pseudo pseudo(Relocation.Target target) {
    return switch (target) {
      case Relocation.Target.MapRef _ -> Pseudo.MAP_FD;
      case Relocation.Target.MapValueRef _, Relocation.Target.DataRef _ -> Pseudo.MAP_VALUE;
      case Relocation.Target.FunctionRef _ -> Pseudo.FUNC;
      case Relocation.Target.KfuncRef _, Relocation.Target.ExternRef _ -> Pseudo.BTF_ID;
    };
  }

  private void emit(Insn<Reg> insn, @Nullable Span span) {
    if (span != null) {
      position = span;
    }
    if (position != null) {
      addLine(position);
    }
    insns.add(insn);
    slot += insn.slots();
  }

  private void addLine(Span at) {
    int line = at.line();
    LineInfo next =
        new LineInfo(slot, at.file().name(), at.file().line(line), line, at.column());
    boolean same =
        !lines.isEmpty()
            && lines.getLast().line() == next.line()
            && lines.getLast().column() == next.column()
            && lines.getLast().file().equals(next.file());
    if (!same) {
      lines.add(next);
    }
  }

  private Code finish() {
    int at = 0;
    for (int i = 0; i < insns.size(); i++) {
      Insn<Reg> insn = insns.get(i);
      at += insn.slots();
      Integer block = jumps.get(i);
      if (block != null) {
        insns.set(i, aim(insn, labels.get(block) - at));
      }
    }
    return new Code(insns, relocations, lines);
  }

  private static Insn<Reg> aim(Insn<Reg> insn, int offset) {
    return switch (insn) {
      case Insn.Jump<Reg> _ -> new Insn.Jump<>(offset != (short) offset, offset);
      case Insn.JumpIf<Reg>(var condition, var width, var left, var right, _) ->
          new Insn.JumpIf<>(condition, width, left, right, (short) offset);
      default -> throw new IllegalArgumentException("not a jump: " + insn);
    };
  }
}
