// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.compiler.ir.IrBlock;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.ir.IrType.Region;
import dev.weir.compiler.ir.Operation;
import dev.weir.compiler.ir.Operation.Memory;
import dev.weir.compiler.ir.Terminator;
import dev.weir.compiler.ir.Terminator.Target;
import dev.weir.compiler.ir.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Runs IR, as plainly as can be and without anything of the optimizer.
///
/// What a run shows is its result, the calls it made with what they could read, and the memory it
/// leaves. Helpers are opaque: helper 1 looks up a map by the key on the stack, the clock-like ones
/// ([#STATELESS]) give a number that depends on nothing, every other gives a number that depends on
/// all calls before, and helper 51 fills memory on the stack. An access outside a memory is a
/// fault.
final class IrInterpreter {
  static final List<Integer> STATELESS = List.of(7, 8);

  /// What one can see of a run.
  record Outcome(String result, List<String> events, List<String> memory) {}

  /// A fault of the program.
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
      super(message);
    }
  }

  /// The memory a program works on.
  record World(byte[] context, byte[] packet, Map<Long, byte[]> map) {
    World copy() {
      Map<Long, byte[]> values = new HashMap<>();
      map.forEach((key, bytes) -> values.put(key, bytes.clone()));
      return new World(context.clone(), packet.clone(), values);
    }
  }

  private sealed interface Datum {
    record Number(long bits) implements Datum {}

    record Pointer(byte[] memory, long offset) implements Datum {
      @Override
      @SuppressWarnings("ReferenceEquality") // One memory is one array.
      public boolean equals(Object other) {
        return other instanceof Pointer that && memory == that.memory && offset == that.offset;
      }

      @Override
      public int hashCode() {
        return Objects.hash(System.identityHashCode(memory), offset);
      }
    }
  }

  private static final Datum NULL = new Datum.Number(0);
  private static final int STEP_LIMIT = 200_000;

  private final IrModule module;
  private final World world;
  private final List<String> events = new ArrayList<>();
  private final Map<String, byte[]> globals = new HashMap<>();
  private final Map<Datum, Datum> spilled = new HashMap<>();
  private long calls = 17;
  private int steps;

  private IrInterpreter(IrModule module, World world) {
    this.module = module;
    this.world = world;
    module.globals().forEach(g -> globals.put(g.name(), g.initial()));
  }

  /// Runs a function whose first parameter is the context and whose others are numbers.
  static Outcome run(IrModule module, IrFunction function, World initial, long... numbers) {
    World world = initial.copy();
    IrInterpreter interpreter = new IrInterpreter(module, world);
    List<Datum> arguments = new ArrayList<>(List.of(new Datum.Pointer(world.context, 0)));
    for (long number : numbers) {
      arguments.add(new Datum.Number(number));
    }
    String result;
    try {
      result = String.valueOf(interpreter.call(function, arguments));
    } catch (Fault fault) {
      result = "fault";
    }
    List<String> memory = new ArrayList<>();
    memory.add(Arrays.toString(world.context));
    memory.add(Arrays.toString(world.packet));
    world.map.forEach((key, bytes) -> memory.add(key + Arrays.toString(bytes)));
    interpreter.globals.forEach((key, bytes) -> memory.add(key + Arrays.toString(bytes)));
    return new Outcome(result, interpreter.events, memory);
  }

  private Optional<Datum> call(IrFunction function, List<Datum> arguments) {
    return new Frame(function, arguments).run();
  }

  /// One activation of a function.
  private final class Frame {
    private final IrFunction function;
    private final Map<Integer, Datum> values = new HashMap<>();
    private final List<byte[]> slots = new ArrayList<>();

    Frame(IrFunction function, List<Datum> arguments) {
      this.function = function;
      function.slots().forEach(slot -> slots.add(new byte[slot.sizeBytes()]));
      for (int i = 0; i < arguments.size(); i++) {
        set(function.parameters().get(i), arguments.get(i));
      }
    }

    private void set(Value value, Datum datum) {
      if (datum instanceof Datum.Number(long bits)
          && value.type().equals(IrType.I32)
          && bits != (bits & 0xffff_ffffL)) {
        throw new IllegalStateException("i32 v" + value.id() + " = " + bits);
      }
      values.put(value.id(), datum);
    }

    private Datum get(Value value) {
      return Objects.requireNonNull(values.get(value.id()), () -> "v" + value.id());
    }

    private long number(Value value) {
      return ((Datum.Number) get(value)).bits();
    }

    private Datum.Pointer pointer(Value value) {
      if (get(value) instanceof Datum.Pointer pointer) {
        return pointer;
      }
      throw new Fault("null");
    }

    Optional<Datum> run() {
      IrBlock block = function.blocks().getFirst();
      while (true) {
        block.operations().forEach(this::step);
        switch (block.terminator()) {
          case Terminator.Jump(Target target, var _) -> block = enter(target);
          case Terminator.Branch o ->
              block = enter(compare(o.condition(), o.left(), o.right()) ? o.then() : o.otherwise());
          case Terminator.Return o -> {
            return o.value().map(this::get);
          }
        }
      }
    }

    private IrBlock enter(Target target) {
      if (++steps > STEP_LIMIT) {
        throw new Fault("too many steps");
      }
      IrBlock block =
          function.blocks().stream()
              .filter(b -> b.id() == target.block())
              .findFirst()
              .orElseThrow();
      List<Datum> arguments = target.arguments().stream().map(this::get).toList();
      for (int i = 0; i < arguments.size(); i++) {
        set(block.parameters().get(i), arguments.get(i));
      }
      return block;
    }

    private void step(Operation operation) {
      switch (operation) {
        case Operation.Const o -> set(o.result(), new Datum.Number(o.value()));
        case Operation.Binary o ->
            number(
                o.result(),
                arithmetic(o.op(), width(o.left()), number(o.left()), number(o.right())));
        case Operation.Swap o -> number(o.result(), reverse(o.bits() / 8, number(o.value())));
        case Operation.Extend o ->
            number(o.result(), widened(o.signed(), o.fromBits(), number(o.value())));
        case Operation.Truncate o -> number(o.result(), number(o.value()));
        case Operation.Compare o ->
            number(o.result(), compare(o.condition(), o.left(), o.right()) ? 1 : 0);
        case Operation.Load o -> load(o);
        case Operation.Store o -> store(o);
        case Operation.Atomic o -> atomic(o);
        case Operation.PointerAdd o -> {
          Datum.Pointer base = pointer(o.base());
          set(o.result(), new Datum.Pointer(base.memory, base.offset + number(o.offset())));
        }
        case Operation.StackAddress o ->
            set(o.result(), new Datum.Pointer(slots.get(o.slot()), o.offset()));
        case Operation.MapAddress o -> set(o.result(), NULL);
        case Operation.GlobalAddress o ->
            set(o.result(), new Datum.Pointer(globals.get(o.global()), o.offset()));
        case Operation.FunctionAddress o -> set(o.result(), NULL);
        case Operation.Refine o -> set(o.result(), pointer(o.value()));
        case Operation.CallHelper o -> helper(o);
        case Operation.CallKfunc o -> opaque("kfunc " + o.kfunc(), o.arguments(), o.result());
        case Operation.CallFunction o -> {
          IrFunction callee =
              module.functions().stream()
                  .filter(f -> f.name().equals(o.function()))
                  .findFirst()
                  .orElseThrow();
          Optional<Datum> result =
              IrInterpreter.this.call(callee, o.arguments().stream().map(this::get).toList());
          o.result().ifPresent(value -> set(value, result.orElseThrow()));
        }
      }
    }

    private void number(Value result, long bits) {
      set(result, new Datum.Number(bits & (width(result) == 32 ? 0xffff_ffffL : -1L)));
    }

    private static int width(Value value) {
      return value.type().bits();
    }

    @SuppressWarnings("ReferenceEquality") // One memory is one array.
    private boolean compare(Condition condition, Value left, Value right) {
      Datum l = get(left);
      Datum r = get(right);
      if (l instanceof Datum.Number(long a) && r instanceof Datum.Number(long b)) {
        return numbers(condition, width(left), a, b);
      }
      if (l instanceof Datum.Pointer(byte[] m, long a)
          && r instanceof Datum.Pointer(byte[] n, long b)
          && m == n) {
        return numbers(condition, 64, a, b);
      }
      return condition == Condition.NE;
    }

    private void load(Operation.Load o) {
      Datum.Pointer base = pointer(o.base());
      if (o.result().type() instanceof IrType.Pointer(Region region, boolean _)) {
        Datum at = new Datum.Pointer(base.memory, base.offset + o.offset());
        switch (region) {
          case PACKET -> set(o.result(), new Datum.Pointer(world.packet, 0));
          case PACKET_END -> set(o.result(), new Datum.Pointer(world.packet, world.packet.length));
          default -> set(o.result(), Objects.requireNonNull(spilled.get(at)));
        }
        return;
      }
      long bits = read(base, o.offset(), o.size());
      if (o.effect() == Memory.VOLATILE) {
        events.add("volatile read " + o.offset() + " " + bits);
      }
      number(o.result(), o.signed() ? widened(true, o.size().bytes() * 8, bits) : bits);
    }

    private void store(Operation.Store o) {
      Datum.Pointer base = pointer(o.base());
      if (get(o.value()) instanceof Datum.Pointer value) {
        spilled.put(new Datum.Pointer(base.memory, base.offset + o.offset()), value);
        return;
      }
      if (o.effect() == Memory.VOLATILE) {
        long stored = number(o.value()) << (64 - 8 * o.size().bytes());
        events.add("volatile write " + o.offset() + " " + stored);
      }
      write(base, o.offset(), o.size(), number(o.value()));
    }

    private void atomic(Operation.Atomic o) {
      Datum.Pointer base = pointer(o.base());
      long old = read(base, o.offset(), o.size());
      long operand = number(o.operand());
      long next =
          switch (o.op()) {
            case ADD -> old + operand;
            case OR -> old | operand;
            case AND -> old & operand;
            case XOR -> old ^ operand;
            case XCHG -> operand;
            case CMPXCHG -> old == number(o.expected().orElseThrow()) ? operand : old;
          };
      events.add("atomic " + o.op() + " " + old + " " + operand);
      write(base, o.offset(), o.size(), next);
      o.result().ifPresent(value -> number(value, old));
    }

    private void helper(Operation.CallHelper o) {
      if (STATELESS.contains(o.helper())) {
        o.result().ifPresent(value -> number(value, 0x1234_5678_9abcL * o.helper()));
      } else if (o.helper() == 1) {
        Datum.Pointer key = pointer(o.arguments().get(1));
        long number = read(key, 0, MemSize.W);
        events.add("lookup " + number);
        byte[] found = world.map.get(number & 3);
        o.result()
            .ifPresent(value -> set(value, found == null ? NULL : new Datum.Pointer(found, 0)));
      } else {
        opaque("helper " + o.helper(), o.arguments(), o.result());
        if (o.helper() == 51) {
          write(pointer(o.arguments().getFirst()), 0, MemSize.W, calls >>> 8);
        }
      }
    }

    private void opaque(String name, List<Value> arguments, Optional<Value> result) {
      StringBuilder event = new StringBuilder(name);
      for (Value argument : arguments) {
        switch (get(argument)) {
          case Datum.Number(long bits) -> event.append(' ').append(bits);
          case Datum.Pointer(byte[] memory, long offset) ->
              event.append(' ').append(Arrays.toString(memory)).append('+').append(offset);
        }
      }
      events.add(event.toString());
      calls = calls * 0x5851_f42d_4c95_7f2dL + event.toString().hashCode();
      result.ifPresent(value -> number(value, calls >>> 16));
    }
  }

  private static ByteBuffer at(Datum.Pointer base, long offset, int bytes) {
    long from = base.offset + offset;
    if (from < 0 || from + bytes > base.memory.length) {
      throw new Fault("access at " + from);
    }
    return ByteBuffer.wrap(base.memory, (int) from, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long read(Datum.Pointer base, long offset, MemSize size) {
    ByteBuffer buffer = at(base, offset, size.bytes());
    return switch (size) {
      case B -> buffer.get() & 0xff;
      case H -> buffer.getShort() & 0xffff;
      case W -> buffer.getInt() & 0xffff_ffffL;
      case DW -> buffer.getLong();
    };
  }

  private static void write(Datum.Pointer base, long offset, MemSize size, long bits) {
    ByteBuffer buffer = at(base, offset, size.bytes());
    switch (size) {
      case B -> buffer.put((byte) bits);
      case H -> buffer.putShort((short) bits);
      case W -> buffer.putInt((int) bits);
      case DW -> buffer.putLong(bits);
    }
  }

  private static long widened(boolean signed, int fromBits, long bits) {
    return switch (fromBits) {
      case 8 -> signed ? (byte) bits : bits & 0xff;
      case 16 -> signed ? (short) bits : bits & 0xffff;
      case 32 -> signed ? (int) bits : bits & 0xffff_ffffL;
      default -> bits;
    };
  }

  private static long reverse(int bytes, long bits) {
    long result = 0;
    for (int i = 0; i < bytes; i++) {
      result = result << 8 | (bits >>> (8 * i) & 0xff);
    }
    return result;
  }

  private static boolean numbers(Condition condition, int width, long a, long b) {
    long l = width == 32 ? (int) a : a;
    long r = width == 32 ? (int) b : b;
    int unsigned = Long.compareUnsigned(l, r);
    return switch (condition) {
      case EQ -> l == r;
      case NE -> l != r;
      case SET -> (l & r) != 0;
      case GT -> unsigned > 0;
      case GE -> unsigned >= 0;
      case LT -> unsigned < 0;
      case LE -> unsigned <= 0;
      case SGT -> l > r;
      case SGE -> l >= r;
      case SLT -> l < r;
      case SLE -> l <= r;
    };
  }

  private static long arithmetic(AluOp op, int width, long l, long r) {
    long a = width == 32 ? (int) l : l;
    long b = width == 32 ? (int) r : r;
    int shift = (int) (r & (width - 1));
    return switch (op) {
      case ADD -> l + r;
      case SUB -> l - r;
      case MUL -> l * r;
      case DIV -> r == 0 ? 0 : Long.divideUnsigned(l, r);
      case MOD -> r == 0 ? l : Long.remainderUnsigned(l, r);
      case SDIV -> b == 0 ? 0 : a / b;
      case SMOD -> b == 0 ? a : a % b;
      case OR -> l | r;
      case AND -> l & r;
      case XOR -> l ^ r;
      case LSH -> l << shift;
      case RSH -> l >>> shift;
      case ARSH -> a >> shift;
    };
  }
}
