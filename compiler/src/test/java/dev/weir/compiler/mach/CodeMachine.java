// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Function;
import dev.weir.bytecode.object.Relocation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs bytecode on [Memory]. Reading a register that holds nothing, such as R1 to R5 after a call,
/// is a failure, and so is a branch on the upper half of an unknown value.
final class CodeMachine {
  private final BpfObject object;
  private final Memory memory;
  private long stackTop = Memory.STACK;
  private int executed;

  CodeMachine(BpfObject object, Memory memory) {
    this.object = object;
    this.memory = memory;
  }

  /// The result of a function.
  long run(String name, List<Long> arguments) {
    Code code =
        object
            .program(name)
            .map(program -> program.function().code())
            .or(() -> object.function(name).map(Function::code))
            .orElseThrow();
    memory.addUnknown(stackTop, 512);
    long base = stackTop;
    stackTop += 512;
    Frame frame = new Frame(code);
    frame.registers.put(Reg.R10, stackTop);
    for (int i = 0; i < arguments.size(); i++) {
      frame.registers.put(Reg.of(i + 1), arguments.get(i));
    }
    Long result = frame.run();
    memory.remove(base);
    stackTop -= 512;
    return result == null ? 0 : result;
  }

  /// How many instructions ran.
  int executed() {
    return executed;
  }

  private final class Frame {
    private final Map<Reg, Long> registers = new EnumMap<>(Reg.class);
    private final Map<Integer, Insn<Reg>> bySlot = new HashMap<>();
    private final Map<Integer, Relocation.Target> relocations = new HashMap<>();

    Frame(Code code) {
      int slot = 0;
      for (Insn<Reg> insn : code.insns()) {
        bySlot.put(slot, insn);
        slot += insn.slots();
      }
      code.relocations().forEach(r -> relocations.put(r.slot(), r.target()));
    }

    @Nullable Long run() {
      int slot = 0;
      while (true) {
        if (executed++ > 2_000_000) {
          throw new IllegalStateException("endless loop");
        }
        Insn<Reg> insn = bySlot.get(slot);
        if (insn == null) {
          throw new IllegalStateException("no instruction at slot " + slot);
        }
        int next = slot + insn.slots();
        switch (insn) {
          case Insn.Exit<Reg> _ -> {
            return registers.get(Reg.R0);
          }
          case Insn.Jump<Reg>(_, int offset) -> next += offset;
          case Insn.JumpIf<Reg>(var condition, var width, Reg left, var right, short offset) -> {
            if (Arithmetic.holds(condition, width.bits(), get(left), get(right))) {
              next += offset;
            }
          }
          default -> run(insn, relocations.get(slot));
        }
        slot = next;
      }
    }

    private void run(Insn<Reg> insn, Relocation.@Nullable Target target) {
      switch (insn) {
        case Insn.Alu<Reg>(var op, var width, Reg dst, var src) ->
            registers.put(dst, Arithmetic.alu(op, width.bits(), get(dst), get(src)));
        case Insn.Mov<Reg>(var width, Reg dst, var src) ->
            registers.put(dst, width == Width.W32 ? get(src) & 0xffff_ffffL : get(src));
        case Insn.MovSx<Reg>(var width, int fromBits, Reg dst, Reg src) -> {
          long value = Arithmetic.signExtend(fromBits, get(src));
          registers.put(dst, width == Width.W32 ? value & 0xffff_ffffL : value);
        }
        case Insn.Neg<Reg>(var width, Reg dst) ->
            registers.put(dst, width == Width.W32 ? -get(dst) & 0xffff_ffffL : -get(dst));
        case Insn.Swap<Reg>(_, int bits, Reg dst) ->
            registers.put(dst, Arithmetic.swap(bits, get(dst)));
        case Insn.LoadImm64<Reg>(Reg dst, _, long imm) ->
            registers.put(dst, target == null ? imm : address(target));
        case Insn.Load<Reg>(var size, boolean signed, Reg dst, Reg base, short offset) -> {
          long value = memory.load(get(base) + offset, size.bytes());
          registers.put(dst, signed ? Arithmetic.signExtend(8 * size.bytes(), value) : value);
        }
        case Insn.Store<Reg>(var size, Reg base, short offset, var src) ->
            memory.store(get(base) + offset, size.bytes(), get(src));
        case Insn.Atomic<Reg> atomic -> atomic(atomic);
        case Insn.CallHelper<Reg>(int id) -> {
          List<Long> arguments = new ArrayList<>();
          for (int i = 1; i <= id % 10; i++) {
            arguments.add(get(Reg.of(i)));
          }
          long[] values = arguments.stream().mapToLong(l -> l).toArray();
          returned(Arithmetic.helper(id, values));
        }
        case Insn.CallLocal<Reg> _ -> {
          if (!(target instanceof Relocation.Target.FunctionRef(String name))) {
            throw new IllegalStateException("call without a relocation");
          }
          List<Long> arguments = new ArrayList<>();
          for (int i = 1; i <= 5 && registers.get(Reg.of(i)) != null; i++) {
            arguments.add(get(Reg.of(i)));
          }
          returned(CodeMachine.this.run(name, arguments));
        }
        default -> throw new IllegalStateException("not in these tests: " + insn);
      }
    }

    private void returned(long value) {
      for (Reg reg : Intervals.CALLER_SAVED) {
        registers.remove(reg);
      }
      registers.put(Reg.R0, value);
    }

    private long address(Relocation.Target target) {
      if (target instanceof Relocation.Target.DataRef(String section, int offset)) {
        List<String> names = object.data().stream().map(d -> d.name()).toList();
        return Memory.DATA + 0x1_0000L * names.indexOf(section) + offset;
      }
      throw new IllegalStateException("not in these tests: " + target);
    }

    private void atomic(Insn.Atomic<Reg> o) {
      long at = get(o.base()) + o.offset();
      int bytes = o.size().bytes();
      long old = memory.load(at, bytes);
      long mask = o.size() == MemSize.DW ? -1 : 0xffff_ffffL;
      boolean exchange = o.op() == dev.weir.bytecode.isa.AtomicOp.CMPXCHG;
      if (!exchange || (get(Reg.R0) & mask) == old) {
        memory.store(at, bytes, IrMachine.combine(o.op(), old, get(o.src())));
      }
      if (o.fetch()) {
        registers.put(exchange ? Reg.R0 : o.src(), old);
      }
    }

    private long get(Reg reg) {
      Long value = registers.get(reg);
      if (value == null) {
        throw new IllegalStateException(reg + " holds nothing");
      }
      return value;
    }

    private long get(Operand<Reg> operand) {
      return switch (operand) {
        case Operand.Register<Reg>(Reg reg) -> get(reg);
        case Operand.Immediate<Reg>(int value) -> value;
      };
    }
  }
}
