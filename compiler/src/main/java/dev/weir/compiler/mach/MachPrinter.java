// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.Relocation;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.Terminator.Likely;
import java.util.List;
import java.util.stream.Collectors;

/// The text form of machine code, for dumps and tests.
///
/// ```text
/// function pass(v0.ctx) section tc
///   stack fp-8..fp key
/// b0:
///   v1 = *(u32 *)(v0.ctx + 76)
///   v2 = call helper 1(v1, v3)
///   if v2 == 0 goto b1 else b2
/// ```
public final class MachPrinter {
  private MachPrinter() {}

  /// Prints a function; ends in a newline.
  public static <R> String print(MachFunction<R> function) {
    StringBuilder out = new StringBuilder("function " + function.name());
    out.append('(').append(list(function.parameters())).append(')');
    switch (function.kind()) {
      case IrFunction.Kind.Entry(String section) -> out.append(" section ").append(section);
      case IrFunction.Kind.Subprogram(boolean global) -> out.append(global ? " global" : " static");
      case IrFunction.Kind.Inline _ -> out.append(" inline");
    }
    out.append('\n');
    for (StackLayout.Entry entry : function.stack().entries()) {
      out.append("  stack fp").append(entry.offset());
      out.append(" size ").append(entry.sizeBytes()).append(entry.spill() ? " spill" : " slot");
      out.append(' ').append(String.join(", ", entry.names())).append('\n');
    }
    for (MachBlock<R> block : function.blocks()) {
      out.append('b').append(block.id());
      if (!block.parameters().isEmpty()) {
        out.append('(').append(list(block.parameters())).append(')');
      }
      out.append(":\n");
      block.insns().forEach(insn -> out.append("  ").append(print(insn)).append('\n'));
      out.append("  ").append(print(block.terminator())).append('\n');
    }
    return out.toString();
  }

  /// Prints code in its final order; ends in a newline.
  public static String print(LinearCode code) {
    StringBuilder out = new StringBuilder(code.function()).append(":\n");
    for (LinearCode.Line line : code.lines()) {
      out.append(
          switch (line) {
            case LinearCode.Label(int block) -> "b" + block + ":";
            case LinearCode.Body(var insn) -> "  " + print(insn);
            case LinearCode.Goto(int block, _) -> "  goto b" + block;
            case LinearCode.GotoIf jump ->
                "  if "
                    + name(jump.left())
                    + (jump.width() == Width.W32 ? " w" : " ")
                    + jump.condition().symbol()
                    + " "
                    + print(jump.right())
                    + " goto b"
                    + jump.block();
            case LinearCode.Exit _ -> "  exit";
          });
      out.append('\n');
    }
    return out.toString();
  }

  /// Prints an instruction.
  public static <R> String print(MachInsn<R> insn) {
    return switch (insn) {
      case MachInsn.Plain<R>(Insn<R> plain, String object, _) ->
          print(plain) + (object.isEmpty() ? "" : "  of " + object);
      case MachInsn.Tied<R>(Insn<R> tied, R input, _) -> {
        String text = print(tied);
        R dst = destination(tied);
        yield dst.equals(input) ? text : text + "  with " + name(dst) + " = " + name(input);
      }
      case MachInsn.Copy<R>(R dst, R src, _) -> name(dst) + " = " + name(src);
      case MachInsn.Symbol<R>(R dst, Relocation.Target target, _) ->
          name(dst) + " = " + print(target) + " ll";
      case MachInsn.FrameAddress<R>(R dst, int offset, _) -> name(dst) + " = fp" + sign(offset);
      case MachInsn.Call<R> call ->
          call.result().map(result -> name(result) + " = ").orElse("")
              + "call "
              + switch (call.callee()) {
                case MachInsn.Callee.Helper(int id) -> "helper " + id;
                case MachInsn.Callee.Kfunc(String kfunc) -> "kfunc " + kfunc;
                case MachInsn.Callee.Local(String local) -> local;
              }
              + "("
              + list(call.arguments())
              + ")";
      case MachInsn.CompareExchange<R> o ->
          o.result().map(result -> name(result) + " = ").orElse("")
              + "cmpxchg"
              + o.size().bytes() * 8
              + "("
              + name(o.base())
              + sign(o.offset())
              + ", "
              + name(o.expected())
              + ", "
              + name(o.operand())
              + ")";
    };
  }

  /// Prints a terminator.
  public static <R> String print(MachTerminator<R> terminator) {
    return switch (terminator) {
      case MachTerminator.Jump<R>(MachTerminator.Target<R> target, _) -> "goto " + print(target);
      case MachTerminator.Branch<R> branch -> {
        boolean narrow = branch.width() == Width.W32;
        yield "if "
            + name(branch.left())
            + (narrow ? " w" : " ")
            + branch.condition().symbol()
            + " "
            + print(branch.right())
            + " goto "
            + print(branch.then())
            + (branch.likely() == Likely.THEN ? " likely" : "")
            + " else "
            + print(branch.otherwise())
            + (branch.likely() == Likely.OTHERWISE ? " likely" : "");
      }
      case MachTerminator.Return<R>(var value, _) ->
          "return" + value.map(register -> " " + name(register)).orElse("");
    };
  }

  private static <R> String print(MachTerminator.Target<R> target) {
    return "b"
        + target.block()
        + (target.arguments().isEmpty() ? "" : "(" + list(target.arguments()) + ")");
  }

  private static <R> String print(Insn<R> insn) {
    return switch (insn) {
      case Insn.Alu<R>(var op, var width, R dst, Operand<R> src) ->
          name(dst) + narrow(width) + " " + op.symbol() + " " + print(src);
      case Insn.Mov<R>(var width, R dst, Operand<R> src) ->
          name(dst) + narrow(width) + " = " + print(src);
      case Insn.MovSx<R>(var width, int from, R dst, R src) ->
          name(dst) + narrow(width) + " = (s" + from + ") " + name(src);
      case Insn.Neg<R>(var width, R dst) -> name(dst) + narrow(width) + " = -" + name(dst);
      case Insn.Swap<R>(var kind, int bits, R dst) ->
          name(dst) + " = " + kind.name().toLowerCase(java.util.Locale.ROOT) + bits;
      case Insn.LoadImm64<R>(R dst, _, long imm) ->
          name(dst) + " = 0x" + Long.toHexString(imm) + " ll";
      case Insn.Load<R>(var size, boolean signed, R dst, R base, short offset) ->
          name(dst)
              + " = *("
              + (signed ? "s" : "u")
              + size.bytes() * 8
              + " *)("
              + name(base)
              + sign(offset)
              + ")";
      case Insn.Store<R>(var size, R base, short offset, Operand<R> src) ->
          "*(u" + size.bytes() * 8 + " *)(" + name(base) + sign(offset) + ") = " + print(src);
      case Insn.Atomic<R>(var op, boolean fetch, var size, R base, short offset, R src) ->
          (fetch ? name(src) + " = fetch_" : "lock ")
              + op.name().toLowerCase(java.util.Locale.ROOT)
              + size.bytes() * 8
              + "("
              + name(base)
              + sign(offset)
              + ", "
              + name(src)
              + ")";
      case Insn.AddrSpaceCast<R> _,
          Insn.MovPerCpu<R> _,
          Insn.LoadAcquire<R> _,
          Insn.StoreRelease<R> _,
          Insn.LoadAbs<R> _,
          Insn.LoadInd<R> _,
          Insn.JumpIf<R> _,
          Insn.Jump<R> _,
          Insn.JumpIndirect<R> _,
          Insn.MayGoto<R> _,
          Insn.CallHelper<R> _,
          Insn.CallKfunc<R> _,
          Insn.CallLocal<R> _,
          Insn.CallReg<R> _,
          Insn.Exit<R> _,
          Insn.Raw<R> _ ->
          insn.toString();
    };
  }

  private static String print(Relocation.Target target) {
    return switch (target) {
      case Relocation.Target.MapRef(String map) -> "map " + map;
      case Relocation.Target.MapValueRef(String map, int offset) -> "value " + map + sign(offset);
      case Relocation.Target.DataRef(String section, int offset) -> section + sign(offset);
      case Relocation.Target.FunctionRef(String function) -> "function " + function;
      case Relocation.Target.KfuncRef(String kfunc, _) -> "kfunc " + kfunc;
      case Relocation.Target.ExternRef(String symbol, _) -> "extern " + symbol;
    };
  }

  private static <R> R destination(Insn<R> insn) {
    List<R> written = new java.util.ArrayList<>();
    InsnRegisters.map(
        insn,
        register -> register,
        register -> {
          written.add(register);
          return register;
        });
    return written.getFirst();
  }

  private static <R> String print(Operand<R> operand) {
    return switch (operand) {
      case Operand.Register<R>(R register) -> name(register);
      case Operand.Immediate<R>(int value) -> Integer.toString(value);
    };
  }

  private static String narrow(Width width) {
    return width == Width.W32 ? " w" : "";
  }

  private static String sign(int offset) {
    return offset < 0 ? " - " + -offset : " + " + offset;
  }

  private static <R> String list(List<R> registers) {
    return registers.stream().map(MachPrinter::name).collect(Collectors.joining(", "));
  }

  private static String name(Object register) {
    return register.toString().toLowerCase(java.util.Locale.ROOT);
  }
}
