// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Assembled;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.BranchOutOfRange;
import dev.weir.bytecode.isa.CodeBuilder;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.IsaFeature;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.LineInfo;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives instructions their slots, jumps their offsets, and each instruction the source line of the
/// operation that it stands for.
///
/// An instruction that the compiler added has the position of the one before it. Linear.
public final class Assembler {
  private final CodeBuilder code;
  private final Map<Integer, CodeBuilder.Label> blocks = new HashMap<>();
  private final List<Place> places = new ArrayList<>();
  private @Nullable Span position;

  private Assembler(@Nullable Span start, KernelVersion target) {
    this.position = start;
    this.code = new CodeBuilder(IsaFeature.GOTOL.in(target));
  }

  /// What hangs on an instruction; its slot is known at the end.
  private record Place(
      CodeBuilder.Label at, @Nullable Span span, Relocation.@Nullable Target target) {}

  /// The code of a function; empty code when a jump reaches too far, which is reported.
  ///
  /// @param target the oldest kernel it must load on
  public static Code assemble(LinearCode code, KernelVersion target, Diagnostics diagnostics) {
    Assembler assembler = new Assembler(code.span(), target);
    code.lines().forEach(assembler::add);
    return switch (assembler.code.build()) {
      case Assembled assembled -> assembler.finish(assembled);
      case BranchOutOfRange _ -> {
        diagnostics.report(tooLong(code, target));
        yield new Code(List.of(), List.of(), List.of());
      }
    };
  }

  private static Problem tooLong(LinearCode code, KernelVersion target) {
    String message = "`%s` is too long for jumps of kernel %s".formatted(code.function(), target);
    Problem problem =
        code.span() == null
            ? Problem.error("W3202", message)
            : Problem.error("W3202", message, code.span(), "has jumps over 32767 instructions");
    return problem
        .help("split it into functions")
        .help("target kernel 6.6 or newer, which has longer jumps");
  }

  private void add(LinearCode.Line line) {
    switch (line) {
      case LinearCode.Label(int block) -> code.mark(label(block));
      case LinearCode.Body(MachInsn<Reg> insn) -> add(insn);
      case LinearCode.Goto(int block, Span span) -> {
        place(span, null);
        code.jump(label(block));
      }
      case LinearCode.GotoIf jump -> {
        place(jump.span(), null);
        code.jumpIf(jump.condition(), jump.width(), jump.left(), jump.right(), label(jump.block()));
      }
      case LinearCode.Exit(Span span) -> emit(new Insn.Exit<>(), span);
    }
  }

  private CodeBuilder.Label label(int block) {
    return blocks.computeIfAbsent(block, _ -> code.label());
  }

  private void add(MachInsn<Reg> insn) {
    switch (insn) {
      case MachInsn.Plain<Reg>(Insn<Reg> plain, _, Span span) -> emit(plain, span);
      case MachInsn.Tied<Reg>(Insn<Reg> tied, _, Span span) -> emit(tied, span);
      case MachInsn.Copy<Reg>(Reg dst, Reg src, Span span) ->
          emit(new Insn.Mov<>(Width.W64, dst, Operand.reg(src)), span);
      case MachInsn.FrameAddress<Reg>(Reg dst, int offset, Span span) -> {
        emit(new Insn.Mov<>(Width.W64, dst, Operand.reg(Reg.R10)), span);
        if (offset != 0) {
          emit(new Insn.Alu<>(AluOp.ADD, Width.W64, dst, Operand.imm(offset)), span);
        }
      }
      case MachInsn.Symbol<Reg>(Reg dst, Relocation.Target target, Span span) ->
          emit(new Insn.LoadImm64<>(dst, pseudo(target), 0), span, target);
      case MachInsn.Call<Reg> call -> {
        switch (call.callee()) {
          case MachInsn.Callee.Helper(int id) -> emit(new Insn.CallHelper<>(id), call.span());
          case MachInsn.Callee.Kfunc(String name) ->
              emit(
                  new Insn.CallKfunc<>(0, (short) 0),
                  call.span(),
                  new Relocation.Target.KfuncRef(name, false));
          case MachInsn.Callee.Local(String name) ->
              emit(new Insn.CallLocal<>(0), call.span(), new Relocation.Target.FunctionRef(name));
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
    place(span, null);
    code.emit(insn);
  }

  private void emit(Insn<Reg> insn, @Nullable Span span, Relocation.Target target) {
    place(span, target);
    code.emit(insn);
  }

  private void place(@Nullable Span span, Relocation.@Nullable Target target) {
    if (span != null) {
      position = span;
    }
    places.add(new Place(code.here(), position, target));
  }

  private Code finish(Assembled assembled) {
    List<Relocation> relocations = new ArrayList<>();
    List<LineInfo> lines = new ArrayList<>();
    for (Place place : places) {
      int slot = assembled.slotOf(place.at());
      if (place.target() != null) {
        relocations.add(new Relocation(slot, place.target()));
      }
      if (place.span() != null) {
        addLine(lines, slot, place.span());
      }
    }
    boolean fromStart = !lines.isEmpty() && lines.getFirst().slot() == 0;
    return new Code(assembled.insns(), relocations, fromStart ? lines : startingAtZero(lines));
  }

  private static void addLine(List<LineInfo> lines, int slot, Span at) {
    int line = at.line();
    LineInfo next = new LineInfo(slot, at.file().name(), at.file().line(line), line, at.column());
    boolean same =
        !lines.isEmpty()
            && lines.getLast().line() == next.line()
            && lines.getLast().column() == next.column()
            && lines.getLast().file().equals(next.file());
    if (!same) {
      lines.add(next);
    }
  }

  private static List<LineInfo> startingAtZero(List<LineInfo> lines) {
    if (lines.isEmpty()) {
      return lines;
    }
    LineInfo first = lines.getFirst();
    List<LineInfo> moved = new ArrayList<>(lines);
    moved.set(0, new LineInfo(0, first.file(), first.text(), first.line(), first.column()));
    return moved;
  }
}
