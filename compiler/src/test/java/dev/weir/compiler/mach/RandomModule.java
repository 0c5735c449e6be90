// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction.Kind;
import dev.weir.compiler.ir.IrFunction.Signature;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.ModuleBuilder;
import dev.weir.compiler.ir.build.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random modules that verify and end: variables of both widths under pressure, branches, bounded
/// loops, calls, stack memory, globals, atomics. The same seed gives the same module.
final class RandomModule {
  /// The first of the helpers that [Arithmetic#helper] computes; the last digit is their arity.
  static final int PURE_HELPERS = 9000;

  private static final DataType INT = new DataType.IntType("int", 4, true, false);
  private static final DataType LONG = new DataType.IntType("u64", 8, false, false);
  private static final int SLOT_BYTES = 16;

  private final Random random;
  private final Shape shape;
  private final ModuleBuilder module;
  private FunctionBuilder f;
  private List<Variable> narrow = new ArrayList<>();
  private List<Variable> wide = new ArrayList<>();
  private int slot;
  private int loops;
  private int callees;

  /// How modules look.
  ///
  /// @param variables of each width, in the program
  /// @param statements about how many
  /// @param callees functions that the program calls
  /// @param pureHelpers whether to call helpers that only the machines of these tests have
  record Shape(int variables, int statements, int callees, boolean pureHelpers) {}

  private RandomModule(long seed, Shape shape, KernelVersion target) {
    this.random = new Random(seed);
    this.shape = shape;
    this.module = new ModuleBuilder("random", "GPL", target);
    this.f = start("unused", new Kind.Subprogram(false), 0);
  }

  /// A random module with a program `main` that takes a `__sk_buff`.
  static IrModule of(long seed, Shape shape, KernelVersion target) {
    return new RandomModule(seed, shape, target).build();
  }

  private IrModule build() {
    module.add(new IrGlobal("counter", LONG, false, new byte[8], ""));
    module.add(new IrGlobal("total", LONG, false, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, ""));
    for (int i = 0; i < shape.callees(); i++) {
      f = start("callee" + i, new Kind.Subprogram(false), i % 6);
      for (int p = 0; p < f.parameters().size(); p++) {
        declare("p" + p, IrType.I64, f.parameters().get(p));
      }
      declare("x", IrType.I32, constant(IrType.I32));
      declare("y", IrType.I64, constant(IrType.I64));
      statements(4, 1);
      f.ret(use(wide));
      module.add(f.build());
      callees = i + 1;
    }
    f = entry();
    Value context = f.parameters().getFirst();
    for (int i = 0; i < shape.variables(); i++) {
      int field = List.of(0, 8, 40, 48, 52, 56).get(random.nextInt(6));
      Value loaded = f.load(IrType.I32, MemSize.W, context, field, Operation.Memory.CTX);
      declare("n" + i, IrType.I32, loaded);
      declare("w" + i, IrType.I64, random.nextBoolean() ? constant(IrType.I64) : widen(loaded));
    }
    statements(shape.statements(), 2);
    Value result = use(narrow);
    for (Variable variable : narrow) {
      result = f.binary(AluOp.XOR, result, f.use(variable));
    }
    for (Variable variable : wide) {
      result = f.binary(AluOp.ADD, result, f.truncate(f.use(variable)));
    }
    f.ret(result);
    module.add(f.build());
    return module.build();
  }

  private FunctionBuilder start(String name, Kind kind, int parameters) {
    List<String> names = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    List<IrType> irTypes = new ArrayList<>();
    for (int i = 0; i < parameters; i++) {
      names.add("p" + i);
      types.add(LONG);
      irTypes.add(IrType.I64);
    }
    return begin(
        FunctionBuilder.of(
            name,
            kind,
            new Signature(names, types, Optional.of(LONG)),
            irTypes,
            Optional.of(IrType.I64)));
  }

  private FunctionBuilder entry() {
    DataType context = new DataType.PointerType(new DataType.OpaqueStruct("__sk_buff"));
    return begin(
        FunctionBuilder.of(
            "main",
            new Kind.Entry("tc"),
            new Signature(List.of("ctx"), List.of(context), Optional.of(INT)),
            List.of(IrType.pointer(Region.CTX)),
            Optional.of(IrType.I32)));
  }

  private FunctionBuilder begin(FunctionBuilder builder) {
    narrow = new ArrayList<>();
    wide = new ArrayList<>();
    loops = 0;
    f = builder;
    slot = f.stackSlot("buffer", SLOT_BYTES, 8);
    for (int i = 0; i < SLOT_BYTES; i += 8) {
      f.store(
          MemSize.DW,
          f.stackAddress(slot, i),
          0,
          f.constant(IrType.I64, i),
          Operation.Memory.STACK);
    }
    return builder;
  }

  private void declare(String name, IrType type, Value value) {
    Variable variable = f.declareVariable(name, type);
    f.define(variable, value);
    (type.equals(IrType.I32) ? narrow : wide).add(variable);
  }

  private Value use(List<Variable> variables) {
    return f.use(variables.get(random.nextInt(variables.size())));
  }

  private Value constant(IrType type) {
    long value =
        switch (random.nextInt(5)) {
          case 0 -> random.nextLong();
          case 1 -> random.nextInt();
          case 2 -> 1L << random.nextInt(64);
          default -> random.nextInt(40);
        };
    return f.constant(type, type.bits() == 32 ? value & 0xffff_ffffL : value);
  }

  private Value operand(IrType type) {
    boolean small = type.bits() == 32;
    return random.nextInt(3) == 0 ? constant(type) : use(small ? narrow : wide);
  }

  private Value widen(Value value) {
    return f.extend(IrType.I64, random.nextBoolean(), 32, value);
  }

  private void statements(int count, int depth) {
    for (int i = 0; i < count; i++) {
      statement(depth);
    }
  }

  private void statement(int depth) {
    switch (random.nextInt(depth > 0 ? 14 : 9)) {
      case 0, 1, 2, 3 -> assign(random.nextBoolean() ? IrType.I32 : IrType.I64);
      case 4 -> convert();
      case 5 -> memory();
      case 6 -> call();
      case 7 -> global();
      case 8 -> compare();
      case 9, 10, 11 -> choose(depth - 1);
      default -> loop(depth - 1);
    }
  }

  private void set(List<Variable> variables, Value value) {
    f.define(variables.get(random.nextInt(variables.size())), value);
  }

  private void assign(IrType type) {
    AluOp op = AluOp.values()[random.nextInt(AluOp.values().length)];
    set(type.bits() == 32 ? narrow : wide, f.binary(op, operand(type), operand(type)));
  }

  private void convert() {
    switch (random.nextInt(6)) {
      case 0 -> set(narrow, f.truncate(use(wide)));
      case 1 -> set(wide, widen(use(narrow)));
      case 2 ->
          set(
              narrow,
              f.extend(
                  IrType.I32, random.nextBoolean(), random.nextBoolean() ? 8 : 16, use(narrow)));
      case 3 ->
          set(
              wide,
              f.extend(IrType.I64, random.nextBoolean(), random.nextBoolean() ? 8 : 16, use(wide)));
      case 4 -> set(narrow, f.swap(random.nextBoolean() ? 16 : 32, use(narrow)));
      default -> set(wide, f.swap(List.of(16, 32, 64).get(random.nextInt(3)), use(wide)));
    }
  }

  private void memory() {
    MemSize size = MemSize.values()[random.nextInt(4)];
    int offset = random.nextInt(SLOT_BYTES / size.bytes()) * size.bytes();
    Value base = f.stackAddress(slot, random.nextBoolean() ? 0 : offset);
    if (random.nextBoolean()) {
      base = f.pointerAdd(f.stackAddress(slot, 0), offset);
      offset = 0;
    } else {
      base = f.stackAddress(slot, 0);
    }
    boolean isWide = size == MemSize.DW;
    IrType type = isWide || random.nextBoolean() ? IrType.I64 : IrType.I32;
    if (random.nextBoolean()) {
      f.store(size, base, offset, operand(type), Operation.Memory.STACK);
    } else {
      boolean signed = size.bytes() * 8 < type.bits() && random.nextBoolean();
      set(
          type.bits() == 32 ? narrow : wide,
          f.load(type, size, signed, base, offset, Operation.Memory.STACK));
    }
  }

  private void call() {
    if (shape.pureHelpers() && random.nextBoolean()) {
      int arity = random.nextInt(6);
      List<Value> arguments = new ArrayList<>();
      for (int i = 0; i < arity; i++) {
        arguments.add(operand(random.nextBoolean() ? IrType.I32 : IrType.I64));
      }
      set(wide, f.callHelper(IrType.I64, PURE_HELPERS + arity, arguments, false));
    } else if (callees > 0) {
      int callee = random.nextInt(callees);
      List<Value> arguments = new ArrayList<>();
      for (int i = 0; i < callee % 6; i++) {
        arguments.add(operand(IrType.I64));
      }
      set(wide, f.callFunction(IrType.I64, "callee" + callee, arguments, false));
    }
  }

  private void global() {
    Value address = f.globalAddress(random.nextBoolean() ? "counter" : "total", 0);
    Value operand = operand(IrType.I64);
    switch (random.nextInt(5)) {
      case 0 -> f.store(MemSize.DW, address, 0, operand, Operation.Memory.MAP_VALUE);
      case 1 -> set(wide, f.load(IrType.I64, MemSize.DW, address, 0, Operation.Memory.MAP_VALUE));
      case 2 -> f.atomic(AtomicOp.ADD, MemSize.DW, address, 0, operand);
      case 3 -> {
        AtomicOp op = AtomicOp.values()[random.nextInt(5)];
        set(wide, f.atomicFetch(op, MemSize.DW, address, 0, operand));
      }
      default -> set(wide, f.compareExchange(MemSize.DW, address, 0, use(wide), operand));
    }
  }

  private Condition condition() {
    return Condition.values()[random.nextInt(Condition.values().length)];
  }

  private void compare() {
    IrType type = random.nextBoolean() ? IrType.I32 : IrType.I64;
    set(narrow, f.compare(condition(), operand(type), operand(type)));
  }

  private void choose(int depth) {
    Block then = f.newBlock();
    Block otherwise = f.newBlock();
    Block end = f.newBlock();
    IrType type = random.nextBoolean() ? IrType.I32 : IrType.I64;
    f.branch(condition(), operand(type), operand(type), then, otherwise);
    f.seal(then);
    f.seal(otherwise);
    f.switchTo(then);
    statements(1 + random.nextInt(3), depth);
    f.jump(end);
    f.switchTo(otherwise);
    statements(random.nextInt(3), depth);
    f.jump(end);
    f.seal(end);
    f.switchTo(end);
  }

  private void loop(int depth) {
    Variable counter = f.declareVariable("i" + loops++, IrType.I32);
    f.define(counter, f.constant(IrType.I32, 0));
    Block head = f.newBlock();
    Block body = f.newBlock();
    Block end = f.newBlock();
    f.jump(head);
    f.switchTo(head);
    Value limit = f.constant(IrType.I32, 1 + random.nextInt(4));
    f.branch(Condition.LT, f.use(counter), limit, body, end);
    f.seal(body);
    f.seal(end);
    f.switchTo(body);
    statements(1 + random.nextInt(4), depth);
    f.define(counter, f.binary(AluOp.ADD, f.use(counter), f.constant(IrType.I32, 1)));
    f.jump(head);
    f.seal(head);
    f.switchTo(end);
  }
}
