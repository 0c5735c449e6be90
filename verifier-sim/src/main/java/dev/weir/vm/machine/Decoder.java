// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// From instructions to [Decoded] code.
public final class Decoder {
  private static final int TAIL_CALL = 12;

  /// What the code's references stand for.
  public interface Symbols {
    /// The value of a 64-bit load that refers to something.
    long address(Reference reference);

    /// The helper of a number.
    Call helper(int id);

    /// The kernel function of a call.
    Call kfunc(Reference reference);
  }

  private final ProgramImage image;
  private final Symbols symbols;
  private final int[] op;
  private final int[] dst;
  private final int[] src;
  private final int[] arg;
  private final @Nullable String[] bad;
  private final List<Call> calls = new ArrayList<>();
  private final Map<Long, Integer> constants = new HashMap<>();
  private final List<Long> values = new ArrayList<>();

  private Decoder(ProgramImage image, Symbols symbols) {
    this.image = image;
    this.symbols = symbols;
    int slots = image.slots() + 1;
    op = new int[slots];
    dst = new int[slots];
    src = new int[slots];
    arg = new int[slots];
    bad = new String[slots];
  }

  /// Decodes a program.
  public static Decoded decode(ProgramImage image, Symbols symbols) {
    return new Decoder(image, symbols).decode();
  }

  private Decoded decode() {
    int slot = 0;
    for (Insn<Reg> insn : image.insns()) {
      instruction(slot, insn);
      if (insn.slots() == 2) {
        bad(slot + 1, "jump into the second half of a 64-bit load");
      }
      slot += insn.slots();
    }
    bad(slot, "the code ends without an exit");
    long[] registers = new long[11 + values.size()];
    for (int i = 0; i < values.size(); i++) {
      registers[11 + i] = values.get(i);
    }
    return new Decoded(image, op, dst, src, arg, calls.toArray(new Call[0]), bad, registers);
  }

  private void instruction(int slot, Insn<Reg> insn) {
    switch (insn) {
      case Insn.Alu<Reg> i ->
          put(slot, alu(i.op()) + (i.width() == Width.W64 ? 0 : Op.ADD32), i.dst(), i.src());
      case Insn.Mov<Reg> i ->
          put(slot, i.width() == Width.W64 ? Op.MOV64 : Op.MOV32, i.dst(), i.src());
      case Insn.MovSx<Reg> i -> put(slot, extension(i), i.dst(), Operand.reg(i.src()));
      case Insn.AddrSpaceCast<Reg> i -> bad(slot, "not simulated: casts between address spaces");
      case Insn.MovPerCpu<Reg> i -> bad(slot, "not simulated: per-CPU addresses");
      case Insn.Neg<Reg> i ->
          put(slot, i.width() == Width.W64 ? Op.NEG64 : Op.NEG32, i.dst(), Operand.reg(i.dst()));
      case Insn.Swap<Reg> i -> put(slot, swap(i), i.dst(), Operand.reg(i.dst()));
      case Insn.LoadImm64<Reg> i -> wide(slot, i);
      case Insn.Load<Reg> i -> {
        put(slot, load(i.size(), i.signed()), i.dst(), Operand.reg(i.base()));
        arg[slot] = i.offset();
      }
      case Insn.Store<Reg> i -> {
        put(slot, store(i.size()), i.base(), i.src());
        arg[slot] = i.offset();
      }
      case Insn.Atomic<Reg> i -> {
        put(slot, Op.ATOMIC, i.base(), Operand.reg(i.src()));
        call(slot, atomic(i));
        op[slot] = Op.ATOMIC;
      }
      case Insn.LoadAcquire<Reg> i -> {
        put(slot, load(i.size(), false), i.dst(), Operand.reg(i.base()));
        arg[slot] = i.offset();
      }
      case Insn.StoreRelease<Reg> i -> {
        put(slot, store(i.size()), i.base(), Operand.reg(i.src()));
        arg[slot] = i.offset();
      }
      case Insn.LoadAbs<Reg> i -> packet(slot, i.size(), constant(0), i.imm());
      case Insn.LoadInd<Reg> i -> packet(slot, i.size(), i.src().number(), i.imm());
      case Insn.JumpIf<Reg> i -> {
        put(
            slot,
            condition(i.condition()) + (i.width() == Width.W64 ? 0 : Op.JEQ32 - Op.JEQ),
            i.left(),
            i.right());
        target(slot, i.offset());
      }
      case Insn.Jump<Reg> i -> {
        op[slot] = Op.JUMP;
        target(slot, i.offset());
      }
      case Insn.JumpIndirect<Reg> i -> bad(slot, "not simulated: indirect jumps");
      case Insn.MayGoto<Reg> i -> {
        op[slot] = Op.MAY_GOTO;
        target(slot, i.offset());
      }
      case Insn.CallHelper<Reg> i -> {
        if (i.id() == TAIL_CALL) {
          op[slot] = Op.TAIL_CALL;
        } else {
          call(slot, symbols.helper(i.id()));
        }
      }
      case Insn.CallKfunc<Reg> i -> {
        Reference reference = image.references().get(slot);
        call(slot, symbols.kfunc(reference == null ? new Reference.Missing("?") : reference));
      }
      case Insn.CallLocal<Reg> i -> local(slot, i);
      case Insn.CallReg<Reg> i -> bad(slot, "not simulated: calls of helpers by address");
      case Insn.Exit<Reg> i -> op[slot] = Op.EXIT;
      case Insn.Raw<Reg> i -> bad(slot, "0x" + Long.toHexString(i.word()) + " is no instruction");
    }
  }

  private void wide(int slot, Insn.LoadImm64<Reg> insn) {
    Reference reference = image.references().get(slot);
    long value = reference == null ? insn.imm() : symbols.address(reference);
    op[slot] = Op.WIDE;
    dst[slot] = insn.dst().number();
    src[slot] = constant(value);
  }

  private void local(int slot, Insn.CallLocal<Reg> insn) {
    op[slot] = Op.CALL_LOCAL;
    if (image.references().get(slot) instanceof Reference.LocalCall(int function)) {
      arg[slot] = image.functions().get(function).start();
    } else {
      target(slot, insn.offset());
    }
  }

  private void packet(int slot, MemSize size, int index, int offset) {
    op[slot] = Op.LOAD_PACKET;
    dst[slot] = size.bytes();
    src[slot] = index;
    arg[slot] = offset;
  }

  private void call(int slot, Call call) {
    op[slot] = Op.CALL;
    arg[slot] = calls.size();
    calls.add(call);
  }

  private void put(int slot, int operation, Reg to, Operand<Reg> from) {
    op[slot] = operation;
    dst[slot] = to.number();
    src[slot] =
        switch (from) {
          case Operand.Register<Reg>(Reg reg) -> reg.number();
          case Operand.Immediate<Reg>(int value) -> constant(value);
        };
  }

  private void target(int slot, int offset) {
    long to = slot + 1L + offset;
    if (to < 0 || to >= op.length - 1) {
      bad(slot, "jump to " + to + ", outside of the program");
    } else {
      arg[slot] = (int) to;
    }
  }

  private void bad(int slot, String reason) {
    op[slot] = Op.BAD;
    bad[slot] = reason;
  }

  private int constant(long value) {
    Integer known = constants.get(value);
    if (known == null) {
      known = 11 + values.size();
      constants.put(value, known);
      values.add(value);
    }
    return known;
  }

  private static int alu(AluOp op) {
    return op.ordinal();
  }

  private static int condition(Condition condition) {
    return Op.JEQ + condition.ordinal();
  }

  private static int extension(Insn.MovSx<Reg> insn) {
    boolean wide = insn.width() == Width.W64;
    return switch (insn.fromBits()) {
      case 8 -> wide ? Op.SX8 : Op.SX8_32;
      case 16 -> wide ? Op.SX16 : Op.SX16_32;
      default -> Op.SX32;
    };
  }

  private static int swap(Insn.Swap<Reg> insn) {
    boolean swaps = insn.kind() != SwapKind.LE;
    return switch (insn.bits()) {
      case 16 -> swaps ? Op.SWAP16 : Op.CUT16;
      case 32 -> swaps ? Op.SWAP32 : Op.MOV32;
      default -> swaps ? Op.SWAP64 : Op.MOV64;
    };
  }

  private static int load(MemSize size, boolean signed) {
    return switch (size) {
      case B -> signed ? Op.LOAD1S : Op.LOAD1;
      case H -> signed ? Op.LOAD2S : Op.LOAD2;
      case W -> signed ? Op.LOAD4S : Op.LOAD4;
      case DW -> Op.LOAD8;
    };
  }

  private static int store(MemSize size) {
    return switch (size) {
      case B -> Op.STORE1;
      case H -> Op.STORE2;
      case W -> Op.STORE4;
      case DW -> Op.STORE8;
    };
  }

  /// An atomic operation as a call of (base, source, R0) that gives the old value to the register
  /// that receives it.
  private static Call atomic(Insn.Atomic<Reg> insn) {
    int size = insn.size().bytes();
    short offset = insn.offset();
    AtomicOp op = insn.op();
    int fetched = op == AtomicOp.CMPXCHG ? 0 : insn.fetch() ? insn.src().number() : -1;
    return (machine, base, source, expected, d, e) -> {
      long at = base + offset;
      long old = machine.memory().load(at, size);
      long wanted = size == 4 ? expected & 0xffff_ffffL : expected;
      long value =
          switch (op) {
            case ADD -> old + source;
            case OR -> old | source;
            case AND -> old & source;
            case XOR -> old ^ source;
            case XCHG -> source;
            case CMPXCHG -> old == wanted ? source : old;
          };
      machine.memory().store(at, size, value);
      if (fetched >= 0) {
        machine.registers()[fetched] = old;
      }
      return old;
    };
  }
}
