// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrFunction.Kind;
import dev.weir.compiler.ir.IrFunction.Signature;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.ir.build.FunctionBuilder;
import dev.weir.compiler.ir.build.ModuleBuilder;
import dev.weir.compiler.ir.build.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Makes random programs of the shapes front ends emit: branches, bounded loops, packet checks, map
/// lookups, keys on the stack, counters, calls. They end, and they fault only where a pass went
/// wrong.
final class RandomFunctions {
  static final int PACKET_BYTES = 64;
  private static final DataType U64 = new DataType.IntType("u64", 8, false, false);
  private static final DataType U32 = new DataType.IntType("u32", 4, false, false);
  private static final List<String> INLINE = List.of("inner", "outer");

  private final Random random;
  private FunctionBuilder builder;
  private final List<Variable> narrow = new ArrayList<>();
  private final List<Variable> wide = new ArrayList<>();
  private int budget;
  private boolean entry;

  private RandomFunctions(long seed) {
    this.random = new Random(seed);
  }

  /// A module with an entry `main` and inline functions; the same for the same seed.
  static IrModule module(long seed) {
    RandomFunctions made = new RandomFunctions(seed);
    KernelVersion target =
        KernelVersion.TARGETS.get(made.random.nextInt(KernelVersion.TARGETS.size()));
    ModuleBuilder module = new ModuleBuilder("random", "GPL", target);
    module.add(
        new IrMap(
            "m", MapType.HASH, Optional.of(U32), Optional.of(U64), 16, 0, false, List.of(), ""));
    module.add(new IrGlobal("g", U64, false, new byte[8], null));
    module.add(made.function("inner", new Kind.Inline(), 4));
    module.add(made.function("outer", new Kind.Inline(), 6));
    module.add(made.function("main", new Kind.Entry("tc"), 14 + made.random.nextInt(30)));
    return module.build();
  }

  private IrFunction function(String name, Kind kind, int statements) {
    entry = kind instanceof Kind.Entry;
    budget = statements;
    narrow.clear();
    wide.clear();
    DataType context = new DataType.PointerType(new DataType.OpaqueStruct("__sk_buff"));
    builder =
        FunctionBuilder.of(
            name,
            kind,
            entry
                ? new Signature(
                    List.of("ctx", "a", "b"), List.of(context, U32, U64), Optional.of(U64))
                : new Signature(List.of("a", "b"), List.of(U32, U64), Optional.of(U64)),
            entry
                ? List.of(IrType.pointer(Region.CTX), IrType.I32, IrType.I64)
                : List.of(IrType.I32, IrType.I64),
            Optional.of(IrType.I64));
    int first = entry ? 1 : 0;
    for (int i = 0; i < 3; i++) {
      narrow.add(builder.declareVariable("n" + i, IrType.I32));
      wide.add(builder.declareVariable("w" + i, IrType.I64));
      builder.define(
          narrow.get(i),
          i == 0 ? builder.parameters().get(first) : builder.constant(IrType.I32, constant()));
      builder.define(
          wide.get(i),
          i == 0 ? builder.parameters().get(first + 1) : builder.constant(IrType.I64, constant()));
    }
    while (budget > 0 && !builder.isTerminated()) {
      statement(3, name);
    }
    if (!builder.isTerminated()) {
      show(60, narrow);
      show(61, wide);
      builder.ret(builder.use(pick(wide)));
    }
    return builder.build();
  }

  /// Lets a call see all variables, so that no computation is in vain.
  private void show(int helper, List<Variable> variables) {
    builder.callHelper(helper, variables.stream().map(builder::use).toList(), false);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private long constant() {
    return switch (random.nextInt(6)) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> random.nextInt(64);
      case 3 -> 1L << random.nextInt(63);
      case 4 -> (1L << (8 * (1 + random.nextInt(4)))) - 1;
      default -> random.nextLong();
    };
  }

  private Value value(IrType type) {
    boolean small = type.equals(IrType.I32);
    return random.nextInt(3) == 0
        ? builder.constant(type, constant())
        : builder.use(pick(small ? narrow : wide));
  }

  private void define(Value value) {
    builder.define(pick(value.type().equals(IrType.I32) ? narrow : wide), value);
  }

  private void block(int depth, String name) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count && !builder.isTerminated(); i++) {
      statement(depth, name);
    }
  }

  private void statement(int depth, String name) {
    budget--;
    IrType type = random.nextBoolean() ? IrType.I32 : IrType.I64;
    switch (random.nextInt(depth > 0 ? 19 : 12)) {
      case 0, 1, 2 ->
          define(builder.binary(pick(List.of(AluOp.values())), value(type), value(type)));
      case 3 ->
          define(
              builder.swap(
                  pick(type.equals(IrType.I32) ? List.of(16, 32) : List.of(16, 32, 64)),
                  value(type)));
      case 4 -> {
        int from = pick(type.equals(IrType.I32) ? List.of(8, 16) : List.of(8, 16, 32));
        Value operand = value(from == 32 ? IrType.I32 : type);
        define(builder.extend(type, random.nextBoolean(), from, operand));
      }
      case 5 -> define(builder.truncate(value(IrType.I64)));
      case 6 ->
          define(builder.compare(pick(List.of(Condition.values())), value(type), value(type)));
      case 7 -> stack();
      case 8 -> {
        if (random.nextInt(3) == 0) {
          again();
        } else {
          global();
        }
      }
      case 9 -> call(name);
      case 10 -> define(builder.callHelper(IrType.I64, pick(List.of(7, 8, 50)), List.of(), false));
      case 11 -> context();
      case 12, 13 -> branch(depth, name);
      case 14 -> loop(depth, name);
      case 15 -> packet(depth, name);
      case 16 -> {
        if (random.nextInt(3) == 0) {
          headers();
        } else {
          packet(depth, name);
        }
      }
      case 17 -> lookup(depth, name);
      default -> {
        if (random.nextInt(4) == 0) {
          builder.ret(value(IrType.I64));
        } else {
          flag(depth, name);
        }
      }
    }
  }

  private MemSize size() {
    return pick(List.of(MemSize.values()));
  }

  private Value loaded(Value base, int offset, MemSize size, Memory effect) {
    boolean wideResult = size == MemSize.DW || random.nextBoolean();
    boolean signed = random.nextInt(5) == 0 && size.bytes() < (wideResult ? 8 : 4);
    return builder.load(wideResult ? IrType.I64 : IrType.I32, size, signed, base, offset, effect);
  }

  private void stored(Value base, int offset, MemSize size, Memory effect) {
    IrType type = size == MemSize.DW || random.nextBoolean() ? IrType.I64 : IrType.I32;
    builder.store(size, base, offset, value(type), effect);
  }

  private void stack() {
    int slot = builder.stackSlot("s", 16, 8);
    Value base = builder.stackAddress(slot, 0);
    Value zero = builder.constant(IrType.I64, 0);
    builder.store(MemSize.DW, base, 0, zero, Memory.STACK);
    builder.store(MemSize.DW, base, 8, zero, Memory.STACK);
    for (int i = random.nextInt(4); i > 0; i--) {
      MemSize size = size();
      Value place = random.nextBoolean() ? builder.stackAddress(slot, 8) : base;
      int offset = random.nextInt(8 / size.bytes()) * size.bytes();
      if (random.nextBoolean()) {
        stored(place, offset, size, Memory.STACK);
      } else {
        define(loaded(place, offset, size, Memory.STACK));
      }
    }
    if (random.nextInt(3) == 0) {
      builder.callHelper(51, List.of(base), false);
    }
    define(loaded(base, 8 * random.nextInt(2), MemSize.DW, Memory.STACK));
  }

  private void global() {
    Value base = builder.globalAddress("g", 0);
    Memory effect = random.nextInt(3) == 0 ? Memory.VOLATILE : Memory.MAP_VALUE;
    MemSize size = size();
    int offset = random.nextInt(8 / size.bytes()) * size.bytes();
    define(loaded(base, offset, size, effect));
    if (random.nextBoolean()) {
      stored(base, offset, size, effect);
    }
    if (random.nextBoolean()) {
      builder.atomic(AtomicOp.ADD, MemSize.DW, base, 0, value(IrType.I64));
    }
    if (random.nextInt(3) == 0) {
      define(builder.atomicFetch(AtomicOp.XCHG, MemSize.W, base, 0, value(IrType.I32)));
    }
  }

  /// A value bounded twice, the second time perhaps for nothing.
  private void again() {
    Value value = value(IrType.I64);
    Value low = builder.constant(IrType.I64, random.nextInt(8));
    Value high = random.nextBoolean() ? low : builder.constant(IrType.I64, random.nextInt(8));
    Block then = builder.newBlock();
    Block join = builder.newBlock();
    builder.branch(pick(List.of(Condition.values())), value, low, then, join);
    builder.switchTo(then);
    builder.seal(then);
    define(builder.binary(AluOp.ADD, value, low));
    Block inner = builder.newBlock();
    builder.branch(pick(List.of(Condition.values())), value, high, inner, join);
    builder.switchTo(inner);
    builder.seal(inner);
    define(
        builder.binary(
            pick(List.of(AluOp.MUL, AluOp.DIV, AluOp.MOD)),
            value,
            builder.constant(IrType.I64, 16)));
    builder.jump(join);
    builder.switchTo(join);
    builder.seal(join);
  }

  private void call(String name) {
    int callable = name.equals("main") ? 2 : name.equals("outer") ? 1 : 0;
    if (callable == 0) {
      return;
    }
    List<Value> arguments = List.of(value(IrType.I32), value(IrType.I64));
    String callee = INLINE.get(random.nextInt(callable));
    if (random.nextInt(4) == 0) {
      builder.callFunction(callee, arguments, true);
    } else {
      define(builder.callFunction(IrType.I64, callee, arguments, true));
    }
  }

  private void context() {
    if (!entry) {
      return;
    }
    Value context = builder.parameters().getFirst();
    if (random.nextInt(3) == 0) {
      builder.store(MemSize.W, context, 8, value(IrType.I32), Memory.CTX);
    }
    boolean constant = random.nextBoolean();
    define(
        builder.load(
            IrType.I32,
            MemSize.W,
            context,
            constant ? 4 : 8,
            constant ? Memory.CTX_CONSTANT : Memory.CTX));
  }

  private void branch(int depth, String name) {
    IrType type = random.nextBoolean() ? IrType.I32 : IrType.I64;
    Block then = builder.newBlock();
    Block otherwise = builder.newBlock();
    builder.branch(pick(List.of(Condition.values())), value(type), value(type), then, otherwise);
    arms(then, otherwise, depth, name);
  }

  private void arms(Block then, Block otherwise, int depth, String name) {
    Block join = builder.newBlock();
    arm(then, join, depth, name);
    arm(otherwise, join, random.nextBoolean() ? 0 : depth, name);
    builder.seal(join);
    if (builder.isTerminated()) {
      builder.switchTo(join);
      if (!builder.isReachable()) {
        builder.ret(builder.use(wide.getFirst()));
      }
    }
  }

  private void arm(Block arm, Block join, int depth, String name) {
    builder.switchTo(arm);
    builder.seal(arm);
    if (depth > 0) {
      block(depth - 1, name);
    }
    if (!builder.isTerminated()) {
      builder.jump(join);
    }
  }

  /// A condition kept in a variable, as `a && b` makes one.
  private void flag(int depth, String name) {
    Variable flag = builder.declareVariable("flag", IrType.I32);
    Block second = builder.newBlock();
    Block no = builder.newBlock();
    Block join = builder.newBlock();
    Value zero = builder.constant(IrType.I32, 0);
    builder.branch(Condition.LT, value(IrType.I32), value(IrType.I32), second, no);
    builder.switchTo(second);
    builder.seal(second);
    builder.define(flag, builder.compare(Condition.NE, value(IrType.I64), value(IrType.I64)));
    builder.jump(join);
    builder.switchTo(no);
    builder.seal(no);
    builder.define(flag, zero);
    builder.jump(join);
    builder.switchTo(join);
    builder.seal(join);
    Block then = builder.newBlock();
    Block otherwise = builder.newBlock();
    builder.branch(Condition.NE, builder.use(flag), zero, then, otherwise);
    arms(then, otherwise, depth, name);
  }

  private void loop(int depth, String name) {
    Variable i = builder.declareVariable("i", IrType.I32);
    Block head = builder.newBlock();
    Block body = builder.newBlock();
    Block exit = builder.newBlock();
    builder.define(i, builder.constant(IrType.I32, 0));
    builder.jump(head);
    builder.switchTo(head);
    Value bound = builder.constant(IrType.I32, random.nextInt(5));
    builder.branch(Condition.LT, builder.use(i), bound, body, exit);
    builder.switchTo(body);
    builder.seal(body);
    block(depth - 1, name);
    if (!builder.isTerminated()) {
      Value one = builder.constant(IrType.I32, 1);
      builder.define(i, builder.binary(AluOp.ADD, builder.use(i), one));
      builder.jump(head);
    }
    builder.seal(head);
    builder.switchTo(exit);
    builder.seal(exit);
  }

  private void packet(int depth, String name) {
    if (!entry) {
      return;
    }
    Value context = builder.parameters().getFirst();
    Value data = builder.load(IrType.pointer(Region.PACKET), MemSize.W, context, 16, Memory.CTX);
    Value end = builder.load(IrType.pointer(Region.PACKET_END), MemSize.W, context, 20, Memory.CTX);
    Value base = data;
    if (random.nextInt(3) == 0) {
      Value offset = builder.binary(AluOp.AND, value(IrType.I64), builder.constant(IrType.I64, 15));
      base = builder.pointerAdd(data, offset);
    }
    int bytes = 8 * (1 + random.nextInt(8));
    Block inside = builder.newBlock();
    Block outside = builder.newBlock();
    Value limit = builder.pointerAdd(base, bytes);
    if (random.nextBoolean()) {
      builder.branch(Condition.GT, limit, end, outside, inside);
    } else {
      builder.branch(Condition.LE, limit, end, inside, outside);
    }
    Block join = builder.newBlock();
    builder.switchTo(outside);
    builder.seal(outside);
    if (random.nextBoolean()) {
      builder.ret(builder.constant(IrType.I64, 2));
    } else {
      builder.jump(join);
    }
    builder.switchTo(inside);
    builder.seal(inside);
    for (int i = random.nextInt(4); i >= 0; i--) {
      MemSize size = size();
      int offset = random.nextInt(bytes / size.bytes()) * size.bytes();
      int moved = random.nextInt(offset + 1);
      Value place = moved == 0 ? base : builder.pointerAdd(base, moved);
      if (random.nextInt(3) == 0) {
        stored(place, offset - moved, size, Memory.PACKET);
      } else {
        define(loaded(place, offset - moved, size, Memory.PACKET));
      }
    }
    if (depth > 1 && random.nextBoolean()) {
      block(depth - 1, name);
    }
    if (!builder.isTerminated()) {
      builder.jump(join);
    }
    builder.switchTo(join);
    builder.seal(join);
    if (!builder.isReachable()) {
      builder.ret(value(IrType.I64));
    }
  }

  /// Header after header, each behind a check, all absent ones answered alike.
  private void headers() {
    if (!entry) {
      return;
    }
    Value context = builder.parameters().getFirst();
    Value data = builder.load(IrType.pointer(Region.PACKET), MemSize.W, context, 16, Memory.CTX);
    Value end = builder.load(IrType.pointer(Region.PACKET_END), MemSize.W, context, 20, Memory.CTX);
    int bytes = 0;
    for (int i = 0; i < 3; i++) {
      bytes += random.nextInt(3) == 0 ? 0 : 8;
      require(Condition.LE, builder.pointerAdd(data, bytes), end);
      if (bytes > 0) {
        Value field = loaded(data, bytes - 8, size(), Memory.PACKET);
        Value masked = builder.binary(AluOp.AND, field, builder.constant(field.type(), 0xff));
        Value shifted = builder.binary(AluOp.RSH, field, builder.constant(field.type(), 16));
        define(random.nextBoolean() ? masked : shifted);
        if (random.nextBoolean()) {
          require(Condition.NE, masked, builder.constant(masked.type(), constant() & 0xff));
        }
      }
    }
  }

  /// Goes on where a comparison holds and returns 2 where it does not.
  private void require(Condition condition, Value left, Value right) {
    Block next = builder.newBlock();
    Block absent = builder.newBlock();
    builder.branch(condition, left, right, next, absent);
    builder.switchTo(absent);
    builder.seal(absent);
    builder.ret(builder.constant(IrType.I64, 2));
    builder.switchTo(next);
    builder.seal(next);
  }

  private void lookup(int depth, String name) {
    int slot = builder.stackSlot("key", 4, 4);
    Value key = builder.stackAddress(slot, 0);
    builder.store(MemSize.W, key, 0, value(IrType.I32), Memory.STACK);
    Value found =
        builder.callHelper(
            IrType.nullable(Region.MAP_VALUE), 1, List.of(builder.mapAddress("m"), key), false);
    Block present = builder.newBlock();
    Block absent = builder.newBlock();
    Value zero = builder.constant(found.type(), 0);
    builder.branch(Condition.EQ, found, zero, absent, present);
    Block join = builder.newBlock();
    builder.switchTo(absent);
    builder.seal(absent);
    builder.jump(join);
    builder.switchTo(present);
    builder.seal(present);
    Value entryValue = builder.refine(found);
    define(loaded(entryValue, 0, size(), Memory.MAP_VALUE));
    if (random.nextBoolean()) {
      stored(entryValue, 0, MemSize.W, Memory.MAP_VALUE);
      define(loaded(entryValue, 0, size(), Memory.MAP_VALUE));
    }
    if (depth > 1) {
      block(depth - 1, name);
    }
    if (!builder.isTerminated()) {
      builder.jump(join);
    }
    builder.switchTo(join);
    builder.seal(join);
  }
}
