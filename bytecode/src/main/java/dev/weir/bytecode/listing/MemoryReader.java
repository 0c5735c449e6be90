// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;

/// Reads accesses to memory: stores, loads and atomic operations.
final class MemoryReader {
  private final Line line;
  private final Numbers numbers;
  private final Operands operands;

  MemoryReader(Line line) {
    this.line = line;
    this.numbers = new Numbers(line);
    this.operands = new Operands(line, numbers);
  }

  /// The size in `(u32 *)`.
  private record Type(MemSize size, boolean signed, Token token) {}

  /// A place in memory, `(u32 *)(r1 + 4)` or within parentheses `r1 + 4`.
  private record Place(MemSize size, Reg base, short offset) {}

  /// `lock *(u64 *)(r1 + 0) += r2`, `store_release(...)`, `*(u32 *)(r1 + 0) = r2`.
  Insn<Reg> write() throws LineError {
    if (line.accept("store_release")) {
      line.expect("(");
      Place place = typedPlace();
      line.expect(",");
      Reg src = source(place.size());
      line.expect(")");
      return new Insn.StoreRelease<>(place.size(), place.base(), place.offset(), src);
    }
    boolean lock = line.accept("lock");
    line.expect("*");
    Place place = typedPlace();
    if (!lock) {
      line.expect("=");
      Operand<Reg> src =
          numbers.next() ? Operand.imm(numbers.int32()) : Operand.reg(source(place.size()));
      return new Insn.Store<>(place.size(), place.base(), place.offset(), src);
    }
    AtomicOp op = operator();
    Reg src = source(place.size());
    return new Insn.Atomic<>(op, false, atomic(place.size()), place.base(), place.offset(), src);
  }

  private AtomicOp operator() throws LineError {
    return switch (line.take().text()) {
      case "+=" -> AtomicOp.ADD;
      case "|=" -> AtomicOp.OR;
      case "&=" -> AtomicOp.AND;
      case "^=" -> AtomicOp.XOR;
      default -> throw line.expected("one of `+=`, `|=`, `&=`, `^=`");
    };
  }

  /// What follows `r1 =` and starts with `*`.
  Insn<Reg> load(Operands.Register dst) throws LineError {
    line.expect("*");
    Type type = type();
    if (line.accept("skb")) {
      return packet(dst, type);
    }
    line.expect("(");
    Place place = place(type.size());
    line.expect(")");
    checkWidth(dst, type.signed() ? MemSize.DW : type.size());
    if (type.signed() && type.size() == MemSize.DW) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "no load extends the sign of 8 bytes",
          line.span(type.token()),
          "use `u64`");
    }
    return new Insn.Load<>(type.size(), type.signed(), dst.reg(), place.base(), place.offset());
  }

  private Insn<Reg> packet(Operands.Register dst, Type type) throws LineError {
    line.expect("[");
    boolean wrongType = type.signed() || type.size() == MemSize.DW;
    if (dst.reg() != Reg.R0 || wrongType) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "packet loads are unsigned, of up to 4 bytes, and go to r0",
          line.span(wrongType ? type.token() : dst.token()),
          wrongType ? "use u8, u16 or u32" : "must be r0");
    }
    Insn<Reg> insn;
    if (operands.nextIsRegister()) {
      Reg src = operands.register64();
      insn = new Insn.LoadInd<>(type.size(), src, numbers.next() ? sum() : 0);
    } else {
      insn = new Insn.LoadAbs<>(type.size(), numbers.int32());
    }
    line.expect("]");
    return insn;
  }

  /// What follows `r1 = load_acquire`.
  Insn<Reg> loadAcquire(Operands.Register dst) throws LineError {
    line.expect("(");
    Place place = typedPlace();
    line.expect(")");
    checkWidth(dst, place.size());
    return new Insn.LoadAcquire<>(place.size(), dst.reg(), place.base(), place.offset());
  }

  /// What follows `r2 = atomic_fetch_add` and its like, in the kernel's and LLVM's spellings.
  ///
  /// @param fixed the size that the name says, as in LLVM's `xchg_64`; its operand has no type
  Insn<Reg> fetch(Operands.Register dst, AtomicOp op, boolean typed, MemSize fixed)
      throws LineError {
    line.expect("(");
    Place place = typed ? typedPlace() : place(fixed);
    MemSize size = atomic(place.size());
    line.expect(",");
    Token compared = line.peek();
    if (op == AtomicOp.CMPXCHG) {
      Reg r0 = source(size);
      if (r0 != Reg.R0 || dst.reg() != Reg.R0) {
        throw line.error(
            ListingProblem.IMPOSSIBLE_OPERAND,
            "compare and exchange compares r0 and returns in r0",
            line.span(r0 != Reg.R0 ? compared : dst.token()),
            "must be r0");
      }
      line.expect(",");
    }
    Token srcToken = line.peek();
    Reg src = source(size);
    line.expect(")");
    checkWidth(dst, size);
    if (op != AtomicOp.CMPXCHG && src != dst.reg()) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "the old value replaces the operand",
          line.span(srcToken),
          "must be " + dst.token().text() + ", which receives the old value");
    }
    return new Insn.Atomic<>(op, true, size, place.base(), place.offset(), src);
  }

  private Place typedPlace() throws LineError {
    Type type = type();
    if (type.signed()) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "only loads extend signs",
          line.span(type.token()),
          "write `u`");
    }
    line.expect("(");
    Place place = place(type.size());
    line.expect(")");
    return place;
  }

  private Place place(MemSize size) throws LineError {
    Reg base = operands.register64();
    int offset = 0;
    if (numbers.next()) {
      Token first = line.peek();
      offset = sum();
      if (offset != (short) offset) {
        throw line.error(
            ListingProblem.OUT_OF_RANGE,
            "offset " + offset + " is out of range",
            line.spanFrom(first),
            "must lie in -32768..32767");
      }
    }
    return new Place(size, base, (short) offset);
  }

  /// A signed term: `+ 4`, `-4`, and the kernel's `+ -4`.
  private int sum() throws LineError {
    if (line.peek().is("+") && line.peek(1).is("-")) {
      line.take();
    }
    return numbers.int32();
  }

  private Type type() throws LineError {
    line.expect("(");
    Token token = line.take();
    MemSize size =
        switch (token.text()) {
          case "u8", "s8" -> MemSize.B;
          case "u16", "s16" -> MemSize.H;
          case "u32", "s32" -> MemSize.W;
          case "u64", "s64" -> MemSize.DW;
          default ->
              throw line.error(
                  ListingProblem.SYNTAX,
                  "`" + token.text() + "` is no size of a memory access",
                  line.span(token),
                  "expected one of u8 u16 u32 u64 s8 s16 s32");
        };
    line.expect("*");
    line.expect(")");
    return new Type(size, token.text().startsWith("s"), token);
  }

  private MemSize atomic(MemSize size) throws LineError {
    if (size != MemSize.W && size != MemSize.DW) {
      throw line.error(
          ListingProblem.IMPOSSIBLE_OPERAND,
          "no atomic operation of " + size.bytes() + " bytes",
          line.span(),
          "use `u32` or `u64`");
    }
    return size;
  }

  /// A source register; LLVM writes `w1` for up to 4 bytes, the kernel `r1`.
  private Reg source(MemSize size) throws LineError {
    Operands.Register register = operands.register();
    checkWidth(register, size);
    return register.reg();
  }

  private void checkWidth(Operands.Register register, MemSize size) throws LineError {
    if (size == MemSize.DW && register.width() == Width.W32) {
      throw line.error(
          ListingProblem.REGISTER_WIDTH,
          "`" + register.token().text() + "` has 32 bits, expected 64",
          line.span(register.token()),
          "write `r" + register.reg().number() + "`");
    }
  }
}
