// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import java.util.Locale;
import java.util.Optional;

/// Reads what starts with a register: arithmetic, moves, loads and atomic operations with a result.
final class AssignmentReader {
  private final Line line;
  private final Numbers numbers;
  private final Operands operands;

  AssignmentReader(Line line, Numbers numbers, Operands operands) {
    this.line = line;
    this.numbers = numbers;
    this.operands = operands;
  }

  /// Reads the instruction.
  ///
  /// @param wide whether a plain number is a 64-bit immediate
  Statement read(boolean wide) throws LineError {
    if (!operands.nextIsRegister()) {
      Token token = line.peek();
      throw token.kind() == Token.Kind.WORD
          ? line.error(
              ListingProblem.UNKNOWN_INSTRUCTION,
              "`" + token.text() + "` is no instruction",
              line.span(token),
              "unknown")
          : line.expected("an instruction");
    }
    Operands.Register dst = operands.register();
    if (line.accept("=")) {
      return value(dst, wide);
    }
    for (AluOp op : AluOp.values()) {
      if (line.accept(op.symbol())) {
        Operand<Reg> src = operands.operand(dst.width());
        return Statement.of(new Insn.Alu<>(op, dst.width(), dst.reg(), src));
      }
    }
    throw line.expected("`=` or an operator such as `+=`");
  }

  private Statement value(Operands.Register dst, boolean wide) throws LineError {
    if (numbers.next()) {
      return number(dst, wide);
    }
    if (operands.nextIsRegister()) {
      Reg src = operands.register(dst.width());
      return Statement.of(new Insn.Mov<>(dst.width(), dst.reg(), Operand.reg(src)));
    }
    return switch (line.peek().text()) {
      case "-" -> {
        line.take();
        same(dst);
        yield Statement.of(new Insn.Neg<>(dst.width(), dst.reg()));
      }
      case "(" -> Statement.of(signExtension(dst));
      case "*" -> Statement.of(new MemoryReader(line).load(dst));
      case "&" -> Statement.of(perCpu(dst));
      default -> named(dst);
    };
  }

  /// A number: the 64-bit form has `ll` behind it.
  private Statement number(Operands.Register dst, boolean wide) throws LineError {
    int ahead = line.peek().kind() == Token.Kind.NUMBER ? 1 : 2;
    if (wide || line.peek(ahead).is("ll")) {
      checkWide(dst);
      long value = numbers.int64();
      line.accept("ll");
      return Statement.of(new Insn.LoadImm64<>(dst.reg(), Pseudo.VALUE, value));
    }
    int value = numbers.int32();
    return Statement.of(new Insn.Mov<>(dst.width(), dst.reg(), Operand.imm(value)));
  }

  private void checkWide(Operands.Register dst) throws LineError {
    if (dst.width() == Width.W32) {
      throw line.error(
          ListingProblem.REGISTER_WIDTH,
          "`" + dst.token().text() + "` has 32 bits, expected 64",
          line.span(dst.token()),
          "write `r" + dst.reg().number() + "`");
    }
  }

  private void same(Operands.Register dst) throws LineError {
    Token token = line.peek();
    if (operands.register(dst.width()) != dst.reg()) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "the operation works in place",
          line.span(token),
          "must be " + dst.token().text());
    }
  }

  private Insn<Reg> signExtension(Operands.Register dst) throws LineError {
    line.expect("(");
    Token type = line.take();
    int bits =
        switch (type.text()) {
          case "s8" -> 8;
          case "s16" -> 16;
          case "s32" -> 32;
          default ->
              throw line.error(
                  ListingProblem.SYNTAX,
                  "`" + type.text() + "` is no source of a sign extension",
                  line.span(type),
                  "expected s8, s16 or s32");
        };
    if (bits == 32 && dst.width() == Width.W32) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "no sign extension of 32 bits to 32",
          line.span(type),
          "use `s8` or `s16`");
    }
    line.expect(")");
    return new Insn.MovSx<>(dst.width(), bits, dst.reg(), operands.register(dst.width()));
  }

  private Insn<Reg> perCpu(Operands.Register dst) throws LineError {
    checkWide(dst);
    if (!line.accept("&", "(", "void", "__percpu", "*", ")", "(")) {
      throw line.expected("`&(void __percpu *)(`");
    }
    Reg src = operands.register64();
    line.expect(")");
    return new Insn.MovPerCpu<>(dst.reg(), src);
  }

  private Statement named(Operands.Register dst) throws LineError {
    Token token = line.peek();
    String name = line.expectWord("a value");
    Optional<Insn<Reg>> swap = swap(dst, name);
    if (swap.isPresent()) {
      same(dst);
      return Statement.of(swap.get());
    }
    Optional<Insn<Reg>> atomic = atomic(dst, name);
    if (atomic.isPresent()) {
      return Statement.of(atomic.get());
    }
    checkWide(dst);
    return switch (name) {
      case "addr_space_cast" -> Statement.of(cast(dst));
      case "subprog" -> {
        line.expect("[");
        long distance = Integer.toUnsignedLong(numbers.int32());
        line.expect("]");
        yield Statement.of(new Insn.LoadImm64<>(dst.reg(), Pseudo.FUNC, distance));
      }
      case "btf_id" -> {
        line.expect("[");
        long id = Integer.toUnsignedLong(numbers.int32());
        line.expect("]");
        yield Statement.of(new Insn.LoadImm64<>(dst.reg(), Pseudo.BTF_ID, id));
      }
      case "map" ->
          line.peek().is("[")
              ? Statement.of(mapNumber(dst))
              : reference(dst, Pseudo.MAP_FD, Reference.Kind.MAP);
      case "map_value" -> reference(dst, Pseudo.MAP_VALUE, Reference.Kind.MAP_VALUE);
      case "data" -> reference(dst, Pseudo.MAP_VALUE, Reference.Kind.DATA);
      case "function" -> reference(dst, Pseudo.FUNC, Reference.Kind.FUNCTION);
      case "extern" -> reference(dst, Pseudo.BTF_ID, Reference.Kind.EXTERN);
      default ->
          throw line.error(
              ListingProblem.UNKNOWN_INSTRUCTION,
              "`" + name + "` is no value",
              line.span(token),
              "expected a register, a number, a memory access or one of map map_value data"
                  + " function extern");
    };
  }

  private Optional<Insn<Reg>> swap(Operands.Register dst, String name) {
    for (SwapKind kind : SwapKind.values()) {
      String prefix = kind.name().toLowerCase(Locale.ROOT);
      for (int bits = 16; bits <= 64; bits *= 2) {
        if (name.equals(prefix + bits)) {
          return Optional.of(new Insn.Swap<>(kind, bits, dst.reg()));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Insn<Reg>> atomic(Operands.Register dst, String name) throws LineError {
    MemoryReader memory = new MemoryReader(line);
    return switch (name) {
      case "load_acquire" -> Optional.of(memory.loadAcquire(dst));
      case "xchg_64" -> Optional.of(memory.fetch(dst, AtomicOp.XCHG, false, MemSize.DW));
      case "xchg32_32" -> Optional.of(memory.fetch(dst, AtomicOp.XCHG, false, MemSize.W));
      case "cmpxchg_64" -> Optional.of(memory.fetch(dst, AtomicOp.CMPXCHG, false, MemSize.DW));
      case "cmpxchg32_32" -> Optional.of(memory.fetch(dst, AtomicOp.CMPXCHG, false, MemSize.W));
      default -> {
        for (AtomicOp op : AtomicOp.values()) {
          String suffix = op.name().toLowerCase(Locale.ROOT);
          if (name.matches("atomic(64)?_(fetch_)?" + suffix)) {
            yield Optional.of(memory.fetch(dst, op, true, MemSize.DW));
          }
        }
        yield Optional.empty();
      }
    };
  }

  private Insn<Reg> cast(Operands.Register dst) throws LineError {
    line.expect("(");
    Reg src = operands.register64();
    line.expect(",");
    int to = (int) numbers.number("an address space", 0, 0xffff);
    line.expect(",");
    int from = (int) numbers.number("an address space", 0, 0xffff);
    line.expect(")");
    return new Insn.AddrSpaceCast<>(dst.reg(), src, to, from);
  }

  /// `map[fd:3]`, `map[idx:3]`, both also with `[0]+8`, as bpftool prints.
  private Insn<Reg> mapNumber(Operands.Register dst) throws LineError {
    line.expect("[");
    boolean index = line.accept("idx");
    if (!index) {
      line.expect("fd");
    }
    line.expect(":");
    long low = Integer.toUnsignedLong(numbers.int32());
    line.expect("]");
    if (!line.accept("[", "0", "]")) {
      return new Insn.LoadImm64<>(dst.reg(), index ? Pseudo.MAP_IDX : Pseudo.MAP_FD, low);
    }
    long offset = numbers.number("an offset", 0, 0xffff_ffffL);
    return new Insn.LoadImm64<>(
        dst.reg(), index ? Pseudo.MAP_IDX_VALUE : Pseudo.MAP_VALUE, low | offset << 32);
  }

  /// A name and what may follow it, up to `ll`.
  private Statement reference(Operands.Register dst, Pseudo pseudo, Reference.Kind kind)
      throws LineError {
    Token token = line.peek();
    String name = line.expectName("a name");
    int offset = 0;
    boolean weak = false;
    switch (kind) {
      case MAP_VALUE, DATA -> {
        if (numbers.next()) {
          offset = (int) numbers.number("an offset", 0, Integer.MAX_VALUE);
        }
      }
      case EXTERN -> weak = line.accept("weak");
      case MAP, FUNCTION, KFUNC -> {}
    }
    line.expect("ll");
    return new Statement(
        new Insn.LoadImm64<>(dst.reg(), pseudo, 0),
        Optional.of(new Statement.Name(Optional.of(kind), name, offset, weak, line.span(token))));
  }
}
