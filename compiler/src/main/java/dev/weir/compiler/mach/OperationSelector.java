// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Pseudo;
import dev.weir.bytecode.isa.SwapKind;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.IsaFeature;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Relocation;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.mach.MachInsn.Callee;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The instructions of single operations. Asking for an operand here is what keeps its definition.
final class OperationSelector {
  /// The first kernel that stores immediates into the context.
  ///
  /// @kernel v6.4 kernel/bpf/verifier.c check_store_reg ("allow ctx writes using BPF_ST_MEM")
  private static final KernelVersion CONTEXT_STORE_IMMEDIATE = new KernelVersion(6, 4);

  private final ValueFacts facts;
  private final Registers registers;
  private final MachTarget target;
  private final StackLayout stack;
  private final AddressFolding addresses;
  private BlockBuilder builder;

  OperationSelector(ValueFacts facts, Registers registers, MachTarget target, StackLayout stack) {
    this.facts = facts;
    this.registers = registers;
    this.target = target;
    this.stack = stack;
    this.addresses = new AddressFolding(facts, target.globals(), stack);
    this.builder = new BlockBuilder(registers);
  }

  /// Works on another block from now on; returns the one so far.
  BlockBuilder enter(BlockBuilder next) {
    BlockBuilder previous = builder;
    builder = next;
    return previous;
  }

  /// The instructions of an operation; none when nothing wants its value.
  List<MachInsn<VReg>> select(Operation operation) {
    Optional<Value> result = operation.definition();
    if (result.isPresent() && !registers.isUsed(result.get()) && !hasEffect(operation)) {
      return List.of();
    }
    return switch (operation) {
      case Operation.Const _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _,
          Operation.Compare _ ->
          List.of();
      case Operation.Binary o -> binary(o);
      case Operation.Swap o -> swap(o);
      case Operation.Extend o -> extend(o);
      case Operation.Truncate o ->
          List.of(truncate(registers.of(o.result()), use(o.value()), o.span()));
      case Operation.Load o -> load(o);
      case Operation.Store o -> store(o);
      case Operation.Atomic o -> atomic(o);
      case Operation.PointerAdd o -> pointerAdd(o);
      case Operation.CallHelper o ->
          call(new Callee.Helper(o.helper()), o.arguments(), o.result(), false, o.span());
      case Operation.CallKfunc o ->
          call(new Callee.Kfunc(o.kfunc()), o.arguments(), o.result(), true, o.span());
      case Operation.CallFunction o ->
          call(
              new Callee.Local(o.function()),
              o.arguments(),
              o.result(),
              target.globalFunctions().contains(o.function()),
              o.span());
    };
  }

  private static boolean hasEffect(Operation operation) {
    return switch (operation) {
      case Operation.Store _,
          Operation.Atomic _,
          Operation.CallHelper _,
          Operation.CallKfunc _,
          Operation.CallFunction _ ->
          true;
      case Operation.Load load -> load.effect() == Operation.Memory.VOLATILE;
      case Operation.Const _,
          Operation.Binary _,
          Operation.Swap _,
          Operation.Extend _,
          Operation.Truncate _,
          Operation.Compare _,
          Operation.PointerAdd _,
          Operation.StackAddress _,
          Operation.MapAddress _,
          Operation.GlobalAddress _,
          Operation.FunctionAddress _,
          Operation.Refine _ ->
          false;
    };
  }

  /// The register that holds a value.
  VReg use(Value value) {
    Value representative = facts.representative(value);
    return switch (facts.definition(representative)) {
      case Operation.Const(_, long constant, _) -> constant(constant);
      case Operation.StackAddress(_, int slot, int offset, Span span) ->
          frameAddress(stack.entries().get(slot).offset() + offset, span);
      case Operation.MapAddress(_, String map, Span span) ->
          symbol(new Relocation.Target.MapRef(map), span);
      case Operation.GlobalAddress(_, String global, int offset, Span span) -> {
        GlobalLayout.Place place = target.globals().place(global);
        yield symbol(new Relocation.Target.DataRef(place.section(), place.offset() + offset), span);
      }
      case Operation.FunctionAddress(_, String function, Span span) ->
          symbol(new Relocation.Target.FunctionRef(function), span);
      case null, default -> registers.of(representative);
    };
  }

  /// The register that holds a constant.
  VReg constant(long value) {
    return builder.local(
        value,
        register -> {
          if (value == (value & 0xffff_ffffL)) {
            return plain(new Insn.Mov<>(Width.W32, register, Operand.imm((int) value)), null);
          }
          if (value == (int) value) {
            return plain(new Insn.Mov<>(Width.W64, register, Operand.imm((int) value)), null);
          }
          return plain(new Insn.LoadImm64<>(register, Pseudo.VALUE, value), null);
        });
  }

  /// A value as second operand: an immediate where it fits.
  Operand<VReg> operand(Value value, Width width) {
    OptionalLong constant = facts.constant(value);
    if (constant.isPresent() && fitsImmediate(constant.getAsLong(), width)) {
      return Operand.imm((int) constant.getAsLong());
    }
    return Operand.reg(use(value));
  }

  private static boolean fitsImmediate(long value, Width width) {
    return switch (width) {
      case W32 -> true;
      case W64 -> value == (int) value;
    };
  }

  private VReg frameAddress(int offset, @Nullable Span span) {
    return builder.local(
        List.of("frame", offset), register -> new MachInsn.FrameAddress<>(register, offset, span));
  }

  private VReg symbol(Relocation.Target symbol, @Nullable Span span) {
    return builder.local(symbol, register -> new MachInsn.Symbol<>(register, symbol, span));
  }

  private List<MachInsn<VReg>> binary(Operation.Binary o) {
    Width width = widthOf(o.result());
    Value left = o.left();
    Value right = o.right();
    if (facts.constant(left).isPresent() && facts.constant(right).isEmpty() && commutes(o.op())) {
      left = o.right();
      right = o.left();
    }
    VReg result = registers.of(o.result());
    OptionalLong constant = facts.constant(right);
    if (constant.isPresent()) {
      return withConstant(o, width, result, left, constant.getAsLong());
    }
    if (o.op() == AluOp.SUB && facts.isConstant(left, 0)) {
      return List.of(new MachInsn.Tied<>(new Insn.Neg<>(width, result), use(right), o.span()));
    }
    if (isSignedDivision(o.op()) && !IsaFeature.SDIV.in(target.kernel())) {
      return new SignedDivision(registers, width, o.span())
          .expand(o.op(), result, use(left), Operand.reg(use(right)));
    }
    return List.of(alu(o.op(), width, result, use(left), Operand.reg(use(right)), o.span()));
  }

  private List<MachInsn<VReg>> withConstant(
      Operation.Binary o, Width width, VReg result, Value left, long constant) {
    Span span = o.span();
    long value = width == Width.W32 ? (int) constant : constant;
    if (isDivision(o.op()) && value == 0) {
      boolean remainder = o.op() == AluOp.MOD || o.op() == AluOp.SMOD;
      return List.of(new MachInsn.Copy<>(result, remainder ? use(left) : constant(0), span));
    }
    switch (o.op()) {
      case AND -> {
        if (value == 0xffff_ffffL) {
          return List.of(truncate(result, use(left), span));
        }
        if (value > 0 && value < 0xffff_ffffL) {
          boolean wide = width == Width.W64 && value == (int) value;
          Width masked = wide ? Width.W64 : Width.W32;
          return List.of(alu(AluOp.AND, masked, result, use(left), Operand.imm((int) value), span));
        }
      }
      case SUB -> {
        if (value != Integer.MIN_VALUE && value == (int) value) {
          Operand<VReg> negated = Operand.imm((int) -value);
          return List.of(alu(AluOp.ADD, width, result, use(left), negated, span));
        }
      }
      case LSH, RSH, ARSH -> value &= width.bits() - 1;
      case SDIV, SMOD -> {
        if (!IsaFeature.SDIV.in(target.kernel())) {
          return new SignedDivision(registers, width, span)
              .expand(o.op(), result, use(left), Operand.reg(constant(constant)));
        }
      }
      case ADD, MUL, DIV, OR, MOD, XOR -> {}
    }
    Operand<VReg> right =
        fitsImmediate(value, width) ? Operand.imm((int) value) : Operand.reg(constant(constant));
    return List.of(alu(o.op(), width, result, use(left), right, span));
  }

  private static boolean isDivision(AluOp op) {
    return op == AluOp.DIV || op == AluOp.MOD || isSignedDivision(op);
  }

  private static boolean isSignedDivision(AluOp op) {
    return op == AluOp.SDIV || op == AluOp.SMOD;
  }

  /// Whether the operands may be exchanged.
  static boolean commutes(AluOp op) {
    return switch (op) {
      case ADD, MUL, OR, AND, XOR -> true;
      case SUB, DIV, SDIV, LSH, RSH, MOD, SMOD, ARSH -> false;
    };
  }

  private List<MachInsn<VReg>> swap(Operation.Swap o) {
    VReg result = registers.of(o.result());
    return List.of(
        new MachInsn.Tied<>(
            new Insn.Swap<>(SwapKind.BE, o.bits(), result), use(o.value()), o.span()));
  }

  private List<MachInsn<VReg>> extend(Operation.Extend o) {
    VReg result = registers.of(o.result());
    if (!o.signed()) {
      if (o.fromBits() == 32) {
        return List.of(truncate(result, use(o.value()), o.span()));
      }
      Operand<VReg> mask = Operand.imm((1 << o.fromBits()) - 1);
      return List.of(alu(AluOp.AND, Width.W32, result, use(o.value()), mask, o.span()));
    }
    return signExtend(result, widthOf(o.result()), o.fromBits(), use(o.value()), o.span());
  }

  private List<MachInsn<VReg>> signExtend(
      VReg result, Width width, int fromBits, VReg value, @Nullable Span span) {
    if (fromBits == 32 && width == Width.W32) {
      return List.of(truncate(result, value, span));
    }
    if (IsaFeature.SIGN_EXTENDING_MOVES.in(target.kernel())) {
      return List.of(plain(new Insn.MovSx<>(width, fromBits, result, value), span));
    }
    Operand<VReg> count = Operand.imm(width.bits() - fromBits);
    VReg shifted = registers.fresh("");
    return List.of(
        alu(AluOp.LSH, width, shifted, value, count, span),
        alu(AluOp.ARSH, width, result, shifted, count, span));
  }

  private List<MachInsn<VReg>> load(Operation.Load o) {
    VReg result = registers.of(o.result());
    Address address = address(o.base(), o.offset());
    List<MachInsn<VReg>> insns = new ArrayList<>(address.before());
    boolean extends64 = o.signed() && o.size() != MemSize.DW;
    if (!extends64 || o.size().bytes() * 8 == o.result().type().bits()) {
      insns.add(loadInsn(o, false, result, address));
    } else if (o.result().type().bits() == 64
        && IsaFeature.SIGN_EXTENDING_LOADS.in(target.kernel())) {
      insns.add(loadInsn(o, true, result, address));
    } else {
      VReg raw = registers.fresh("");
      insns.add(loadInsn(o, false, raw, address));
      insns.addAll(signExtend(result, widthOf(o.result()), o.size().bytes() * 8, raw, o.span()));
    }
    return insns;
  }

  private static MachInsn<VReg> loadInsn(
      Operation.Load o, boolean signed, VReg result, Address address) {
    return new MachInsn.Plain<>(
        new Insn.Load<>(o.size(), signed, result, address.base(), address.offset()),
        ValueFacts.kernelObject(o.base()),
        o.span());
  }

  private List<MachInsn<VReg>> store(Operation.Store o) {
    Address address = address(o.base(), o.offset());
    List<MachInsn<VReg>> insns = new ArrayList<>(address.before());
    insns.add(
        new MachInsn.Plain<>(
            new Insn.Store<>(o.size(), address.base(), address.offset(), storedOperand(o)),
            ValueFacts.kernelObject(o.base()),
            o.span()));
    return insns;
  }

  private Operand<VReg> storedOperand(Operation.Store o) {
    OptionalLong constant = facts.constant(o.value());
    boolean allowed =
        !ValueFacts.isContext(o.base()) || target.kernel().atLeast(CONTEXT_STORE_IMMEDIATE);
    if (constant.isPresent() && allowed) {
      long value = constant.getAsLong();
      switch (o.size()) {
        case B -> {
          return Operand.imm((byte) value);
        }
        case H -> {
          return Operand.imm((short) value);
        }
        case W -> {
          return Operand.imm((int) value);
        }
        case DW -> {
          if (value == (int) value) {
            return Operand.imm((int) value);
          }
        }
      }
    }
    return Operand.reg(use(o.value()));
  }

  private List<MachInsn<VReg>> atomic(Operation.Atomic o) {
    Address address = address(o.base(), o.offset());
    List<MachInsn<VReg>> insns = new ArrayList<>(address.before());
    Optional<VReg> result = o.result().filter(registers::isUsed).map(registers::of);
    if (o.expected().isPresent()) {
      insns.add(
          new MachInsn.CompareExchange<>(
              o.size(),
              address.base(),
              address.offset(),
              use(o.expected().get()),
              use(o.operand()),
              result,
              o.span()));
    } else if (result.isPresent() || o.op() == AtomicOp.XCHG) {
      VReg old = result.orElseGet(() -> registers.fresh(""));
      insns.add(
          new MachInsn.Tied<>(
              new Insn.Atomic<>(o.op(), true, o.size(), address.base(), address.offset(), old),
              use(o.operand()),
              o.span()));
    } else {
      insns.add(
          plain(
              new Insn.Atomic<>(
                  o.op(), false, o.size(), address.base(), address.offset(), use(o.operand())),
              o.span()));
    }
    return insns;
  }

  private List<MachInsn<VReg>> pointerAdd(Operation.PointerAdd o) {
    VReg result = registers.of(o.result());
    AddressFolding.Place place = addresses.place(o.result());
    if (place.root() instanceof AddressFolding.Root.Frame) {
      return List.of(new MachInsn.FrameAddress<>(result, place.offset(), o.span()));
    }
    if (place.root() instanceof AddressFolding.Root.Data(String section)) {
      return List.of(
          new MachInsn.Symbol<>(
              result, new Relocation.Target.DataRef(section, place.offset()), o.span()));
    }
    if (place.root() instanceof AddressFolding.Root.Register(Value root)
        && !root.equals(facts.representative(o.result()))) {
      Operand<VReg> offset = Operand.imm(place.offset());
      return List.of(alu(AluOp.ADD, Width.W64, result, use(root), offset, o.span()));
    }
    return List.of(
        alu(AluOp.ADD, Width.W64, result, use(o.base()), operand(o.offset(), Width.W64), o.span()));
  }

  /// A base register and an offset for an access, with what must be computed before.
  private record Address(VReg base, short offset, List<MachInsn<VReg>> before) {}

  private Address address(Value base, int offset) {
    AddressFolding.Place place = addresses.place(base);
    long total = (long) place.offset() + offset;
    if (total == (short) total) {
      return new Address(rootRegister(place.root()), (short) total, List.of());
    }
    if (offset == (short) offset) {
      return new Address(use(base), (short) offset, List.of());
    }
    VReg moved = registers.fresh(base.name());
    return new Address(
        moved,
        (short) 0,
        List.of(alu(AluOp.ADD, Width.W64, moved, use(base), Operand.imm(offset), null)));
  }

  private VReg rootRegister(AddressFolding.Root root) {
    return switch (root) {
      case AddressFolding.Root.Frame _ -> VReg.FRAME;
      case AddressFolding.Root.Data(String section) ->
          symbol(new Relocation.Target.DataRef(section, 0), null);
      case AddressFolding.Root.Register(Value value) -> use(value);
    };
  }

  private List<MachInsn<VReg>> call(
      Callee callee,
      List<Value> arguments,
      Optional<Value> result,
      boolean unknownUpperHalf,
      @Nullable Span span) {
    List<VReg> registersOfArguments = arguments.stream().map(this::use).toList();
    Optional<Value> used = result.filter(registers::isUsed);
    if (used.isPresent() && unknownUpperHalf && used.get().type().bits() == 32) {
      VReg whole = registers.fresh("");
      return List.of(
          new MachInsn.Call<>(callee, registersOfArguments, Optional.of(whole), span),
          truncate(registers.of(used.get()), whole, span));
    }
    return List.of(
        new MachInsn.Call<>(callee, registersOfArguments, used.map(registers::of), span));
  }

  private static Width widthOf(Value value) {
    return value.type().equals(IrType.I32) ? Width.W32 : Width.W64;
  }

  private static MachInsn<VReg> plain(Insn<VReg> insn, @Nullable Span span) {
    return new MachInsn.Plain<>(insn, span);
  }

  /// `result = left op right`.
  static MachInsn<VReg> alu(
      AluOp op, Width width, VReg result, VReg left, Operand<VReg> right, @Nullable Span span) {
    Operand<VReg> second = right.equals(Operand.reg(left)) ? Operand.reg(result) : right;
    return new MachInsn.Tied<>(new Insn.Alu<>(op, width, result, second), left, span);
  }

  /// The low half of a register, zero-extended.
  static MachInsn<VReg> truncate(VReg result, VReg value, @Nullable Span span) {
    return plain(new Insn.Mov<>(Width.W32, result, Operand.reg(value)), span);
  }
}
