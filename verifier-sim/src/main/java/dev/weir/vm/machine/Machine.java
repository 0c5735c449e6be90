// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Executes decoded programs, one at a time. Holds the stack and the frames; what the program works
/// on is the [Run].
public final class Machine {
  /// Bytes of a stack frame.
  public static final int STACK_BYTES = 512;

  private static final int MOST_FRAMES = 64;
  private static final int MOST_TAIL_CALLS = 33;
  private static final int MOST_MAY_GOTOS = 8 << 20;

  private final Memory memory;
  private final List<Region> stacks = new ArrayList<>();
  private final long[] saved = new long[MOST_FRAMES * 5];
  private final int[] returns = new int[MOST_FRAMES];
  private final int[] loops = new int[MOST_FRAMES];
  private final @Nullable Decoded[] callers = new Decoded[MOST_FRAMES];
  private final Step step = new Step(this);
  private final long budget;
  private final byte[] stale = new byte[STACK_BYTES];

  private @Nullable Run run;
  private @Nullable Decoded code;
  private @Nullable Observer observer;
  private int depth;
  private int tailCalls;
  private long executed;

  /// A machine.
  ///
  /// @param memory where its stack lies
  /// @param budget instructions after which a run faults
  /// @param seed of what unwritten stack holds; under `~seed` every bit of it is the opposite, so
  ///   that two runs tell whether a program depends on it
  public Machine(Memory memory, long budget, long seed) {
    this.memory = memory;
    this.budget = budget;
    new Random(seed < 0 ? ~seed : seed).nextBytes(stale);
    if (seed < 0) {
      for (int i = 0; i < stale.length; i++) {
        stale[i] = (byte) ~stale[i];
      }
    }
  }

  /// Runs a program from its first instruction.
  ///
  /// @param watcher hears of every instruction, may be null
  /// @return R0 at the exit
  /// @throws ProgramFault where the program does what no program may
  public long run(Decoded program, Run newRun, long context, @Nullable Observer watcher) {
    return run(program, 0, newRun, context, 0, 0, watcher);
  }

  /// Runs a function of a program on its own, as timers do.
  ///
  /// @param function the function's address
  /// @throws ProgramFault where the function does what no program may
  public long run(Decoded program, long function, Run newRun, long a, long b, long c) {
    return run(program, start(function), newRun, a, b, c, null);
  }

  private long run(
      Decoded program, int start, Run newRun, long a, long b, long c, @Nullable Observer watcher) {
    run = newRun;
    observer = watcher;
    depth = 0;
    tailCalls = 0;
    executed = 0;
    loops[0] = MOST_MAY_GOTOS;
    long[] r = program.registers;
    r[1] = a;
    r[2] = b;
    r[3] = c;
    r[10] = frame(0);
    code = program;
    try {
      return execute(program, start);
    } finally {
      run = null;
    }
  }

  /// Calls a function of the running program, as helpers with callbacks do.
  ///
  /// @param function the function's address
  public long callback(long function, long a, long b, long c, long d, long e) {
    int start = start(function);
    Decoded current = code();
    long[] r = current.registers;
    push(r, -1);
    r[1] = a;
    r[2] = b;
    r[3] = c;
    r[4] = d;
    r[5] = e;
    return execute(current, start);
  }

  private int start(long function) {
    Region region = memory.find(function);
    if (region != null && region.owner() instanceof FunctionAddress address) {
      return address.start();
    }
    throw new AccessFault("callback at " + memory.describe(function) + ", which is no function");
  }

  /// What the program works on.
  public Run run() {
    return present(run);
  }

  /// All memory.
  public Memory memory() {
    return memory;
  }

  /// The running program.
  public Decoded code() {
    return present(code);
  }

  /// The registers, R0 to R10 first.
  public long[] registers() {
    return present(code).registers;
  }

  /// How many frames lie below the current one.
  public int depth() {
    return depth;
  }

  /// Instructions of the run so far.
  public long executed() {
    return executed;
  }

  /// The stack of a frame.
  public Region stack(int frame) {
    return stacks.get(frame);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("no program is running");
    }
    return value;
  }

  /// The frame pointer of a fresh frame.
  private long frame(int level) {
    while (stacks.size() <= level) {
      stacks.add(
          memory.add(
              Region.of(
                  Region.Kind.STACK,
                  stacks.isEmpty() ? "" : "(frame " + stacks.size() + ")",
                  null,
                  new byte[STACK_BYTES],
                  0,
                  STACK_BYTES,
                  true)));
    }
    Region stack = stacks.get(level);
    System.arraycopy(stale, 0, stack.bytes(), 0, STACK_BYTES);
    return memory.address(stack, STACK_BYTES);
  }

  private void push(long[] r, int returnTo) {
    if (depth + 1 == MOST_FRAMES) {
      throw new AccessFault("more than " + MOST_FRAMES + " frames");
    }
    callers[depth] = code;
    int at = depth * 5;
    saved[at] = r[6];
    saved[at + 1] = r[7];
    saved[at + 2] = r[8];
    saved[at + 3] = r[9];
    saved[at + 4] = r[10];
    depth++;
    returns[depth] = returnTo;
    loops[depth] = MOST_MAY_GOTOS;
    r[10] = frame(depth);
  }

  /// Leaves a frame; its caller becomes the running code.
  private Decoded pop(long[] r) {
    depth--;
    Decoded caller = present(callers[depth]);
    long[] to = caller.registers;
    to[0] = r[0];
    int at = depth * 5;
    to[6] = saved[at];
    to[7] = saved[at + 1];
    to[8] = saved[at + 2];
    to[9] = saved[at + 3];
    to[10] = saved[at + 4];
    code = caller;
    return caller;
  }

  private void observe(int slot) {
    present(observer).before(step.at(slot));
  }

  /// The program that a tail call goes to, null when the call fails and the caller goes on.
  private @Nullable Decoded tailCall(long[] r) {
    if (!(VmMap.at(memory, r[2]).element((int) r[3]) instanceof Decoded target)
        || tailCalls >= MOST_TAIL_CALLS) {
      return null;
    }
    tailCalls++;
    target.registers[1] = r[1];
    target.registers[10] = r[10];
    loops[depth] = MOST_MAY_GOTOS;
    code = target;
    return target;
  }

  /// Runs until the frame that is on top now returns.
  private long execute(Decoded start, int from) {
    Decoded now = start;
    int[] ops = observer == null ? now.op : now.observedOps();
    int[] dst = now.dst;
    int[] src = now.src;
    int[] arg = now.arg;
    long[] r = now.registers;
    Memory mem = memory;
    int floor = depth;
    long left = budget - executed;
    int pc = from;
    int op = ops[pc];
    try {
      while (true) {
        switch (op) {
          case Op.ADD64 -> r[dst[pc]] += r[src[pc]];
          case Op.SUB64 -> r[dst[pc]] -= r[src[pc]];
          case Op.MUL64 -> r[dst[pc]] *= r[src[pc]];
          case Op.DIV64 -> r[dst[pc]] = Alu.divide(r[dst[pc]], r[src[pc]]);
          case Op.SDIV64 -> r[dst[pc]] = Alu.divideSigned(r[dst[pc]], r[src[pc]]);
          case Op.OR64 -> r[dst[pc]] |= r[src[pc]];
          case Op.AND64 -> r[dst[pc]] &= r[src[pc]];
          case Op.LSH64 -> r[dst[pc]] <<= r[src[pc]];
          case Op.RSH64 -> r[dst[pc]] >>>= r[src[pc]];
          case Op.MOD64 -> r[dst[pc]] = Alu.remainder(r[dst[pc]], r[src[pc]]);
          case Op.SMOD64 -> r[dst[pc]] = Alu.remainderSigned(r[dst[pc]], r[src[pc]]);
          case Op.XOR64 -> r[dst[pc]] ^= r[src[pc]];
          case Op.ARSH64 -> r[dst[pc]] >>= r[src[pc]];
          case Op.MOV64 -> r[dst[pc]] = r[src[pc]];
          case Op.NEG64 -> r[dst[pc]] = -r[src[pc]];
          case Op.ADD32 -> r[dst[pc]] = r[dst[pc]] + r[src[pc]] & 0xffff_ffffL;
          case Op.SUB32 -> r[dst[pc]] = r[dst[pc]] - r[src[pc]] & 0xffff_ffffL;
          case Op.MUL32 -> r[dst[pc]] = r[dst[pc]] * r[src[pc]] & 0xffff_ffffL;
          case Op.DIV32 -> r[dst[pc]] = Alu.divide32((int) r[dst[pc]], (int) r[src[pc]]);
          case Op.SDIV32 -> r[dst[pc]] = Alu.divideSigned32((int) r[dst[pc]], (int) r[src[pc]]);
          case Op.OR32 -> r[dst[pc]] = (r[dst[pc]] | r[src[pc]]) & 0xffff_ffffL;
          case Op.AND32 -> r[dst[pc]] = r[dst[pc]] & r[src[pc]] & 0xffff_ffffL;
          case Op.LSH32 -> r[dst[pc]] = (int) r[dst[pc]] << (int) r[src[pc]] & 0xffff_ffffL;
          case Op.RSH32 -> r[dst[pc]] = (int) r[dst[pc]] >>> (int) r[src[pc]] & 0xffff_ffffL;
          case Op.MOD32 -> r[dst[pc]] = Alu.remainder32((int) r[dst[pc]], (int) r[src[pc]]);
          case Op.SMOD32 -> r[dst[pc]] = Alu.remainderSigned32((int) r[dst[pc]], (int) r[src[pc]]);
          case Op.XOR32 -> r[dst[pc]] = (r[dst[pc]] ^ r[src[pc]]) & 0xffff_ffffL;
          case Op.ARSH32 -> r[dst[pc]] = (int) r[dst[pc]] >> (int) r[src[pc]] & 0xffff_ffffL;
          case Op.MOV32 -> r[dst[pc]] = r[src[pc]] & 0xffff_ffffL;
          case Op.NEG32 -> r[dst[pc]] = -r[src[pc]] & 0xffff_ffffL;
          case Op.SX8 -> r[dst[pc]] = (byte) r[src[pc]];
          case Op.SX16 -> r[dst[pc]] = (short) r[src[pc]];
          case Op.SX32 -> r[dst[pc]] = (int) r[src[pc]];
          case Op.SX8_32 -> r[dst[pc]] = (byte) r[src[pc]] & 0xffff_ffffL;
          case Op.SX16_32 -> r[dst[pc]] = (short) r[src[pc]] & 0xffff_ffffL;
          case Op.SWAP16 -> r[dst[pc]] = Short.reverseBytes((short) r[src[pc]]) & 0xffffL;
          case Op.SWAP32 -> r[dst[pc]] = Integer.reverseBytes((int) r[src[pc]]) & 0xffff_ffffL;
          case Op.SWAP64 -> r[dst[pc]] = Long.reverseBytes(r[src[pc]]);
          case Op.CUT16 -> r[dst[pc]] = r[src[pc]] & 0xffffL;
          case Op.JEQ -> {
            if (r[dst[pc]] == r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JGT -> {
            if (Long.compareUnsigned(r[dst[pc]], r[src[pc]]) > 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JGE -> {
            if (Long.compareUnsigned(r[dst[pc]], r[src[pc]]) >= 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSET -> {
            if ((r[dst[pc]] & r[src[pc]]) != 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JNE -> {
            if (r[dst[pc]] != r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSGT -> {
            if (r[dst[pc]] > r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSGE -> {
            if (r[dst[pc]] >= r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JLT -> {
            if (Long.compareUnsigned(r[dst[pc]], r[src[pc]]) < 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JLE -> {
            if (Long.compareUnsigned(r[dst[pc]], r[src[pc]]) <= 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSLT -> {
            if (r[dst[pc]] < r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSLE -> {
            if (r[dst[pc]] <= r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JEQ32 -> {
            if ((int) r[dst[pc]] == (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JGT32 -> {
            if ((int) r[dst[pc]] + Integer.MIN_VALUE > (int) r[src[pc]] + Integer.MIN_VALUE) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JGE32 -> {
            if ((int) r[dst[pc]] + Integer.MIN_VALUE >= (int) r[src[pc]] + Integer.MIN_VALUE) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSET32 -> {
            if (((int) r[dst[pc]] & (int) r[src[pc]]) != 0) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JNE32 -> {
            if ((int) r[dst[pc]] != (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSGT32 -> {
            if ((int) r[dst[pc]] > (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSGE32 -> {
            if ((int) r[dst[pc]] >= (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JLT32 -> {
            if ((int) r[dst[pc]] + Integer.MIN_VALUE < (int) r[src[pc]] + Integer.MIN_VALUE) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JLE32 -> {
            if ((int) r[dst[pc]] + Integer.MIN_VALUE <= (int) r[src[pc]] + Integer.MIN_VALUE) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSLT32 -> {
            if ((int) r[dst[pc]] < (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JSLE32 -> {
            if ((int) r[dst[pc]] <= (int) r[src[pc]]) {
              pc = arg[pc] - 1;
            }
          }
          case Op.JUMP -> pc = arg[pc] - 1;
          case Op.MAY_GOTO -> {
            if (loops[depth] == 0) {
              pc = arg[pc] - 1;
            } else {
              loops[depth]--;
            }
          }
          case Op.LOAD1 -> r[dst[pc]] = mem.load1(r[src[pc]] + arg[pc]);
          case Op.LOAD2 -> r[dst[pc]] = mem.load2(r[src[pc]] + arg[pc]);
          case Op.LOAD4 -> r[dst[pc]] = mem.load4(r[src[pc]] + arg[pc]);
          case Op.LOAD8 -> r[dst[pc]] = mem.load8(r[src[pc]] + arg[pc]);
          case Op.LOAD1S -> r[dst[pc]] = (byte) mem.load1(r[src[pc]] + arg[pc]);
          case Op.LOAD2S -> r[dst[pc]] = (short) mem.load2(r[src[pc]] + arg[pc]);
          case Op.LOAD4S -> r[dst[pc]] = (int) mem.load4(r[src[pc]] + arg[pc]);
          case Op.STORE1 -> mem.store1(r[dst[pc]] + arg[pc], r[src[pc]]);
          case Op.STORE2 -> mem.store2(r[dst[pc]] + arg[pc], r[src[pc]]);
          case Op.STORE4 -> mem.store4(r[dst[pc]] + arg[pc], r[src[pc]]);
          case Op.STORE8 -> mem.store8(r[dst[pc]] + arg[pc], r[src[pc]]);
          case Op.ATOMIC -> now.calls[arg[pc]].invoke(this, r[dst[pc]], r[src[pc]], r[0], 0, 0);
          case Op.WIDE -> {
            r[dst[pc]] = r[src[pc]];
            pc++;
          }
          case Op.CALL -> {
            executed = budget - left;
            r[0] = now.calls[arg[pc]].invoke(this, r[1], r[2], r[3], r[4], r[5]);
            left = budget - executed;
          }
          case Op.CALL_LOCAL -> {
            push(r, pc + 1);
            pc = arg[pc] - 1;
          }
          case Op.TAIL_CALL -> {
            Decoded target = tailCall(r);
            if (target != null) {
              now = target;
              ops = observer == null ? now.op : now.observedOps();
              dst = now.dst;
              src = now.src;
              arg = now.arg;
              r = now.registers;
              pc = -1;
            }
          }
          case Op.LOAD_PACKET, Op.EXIT -> {
            if (op == Op.EXIT || !loadPacket(r, dst[pc], r[src[pc]], arg[pc])) {
              if (depth == floor) {
                executed = budget - left + 1;
                if (depth > 0) {
                  pop(r);
                }
                return r[0];
              }
              pc = returns[depth] - 1;
              Decoded caller = pop(r);
              if (caller != now) {
                now = caller;
                ops = observer == null ? now.op : now.observedOps();
                dst = now.dst;
                src = now.src;
                arg = now.arg;
                r = now.registers;
              }
            }
          }
          case Op.OBSERVE -> {
            executed = budget - left;
            observe(pc);
            op = now.op[pc];
            continue;
          }
          default -> throw new AccessFault(String.valueOf(now.bad[pc]));
        }
        if (--left <= 0) {
          executed = budget;
          throw new AccessFault("still running after " + budget + " instructions");
        }
        op = ops[++pc];
      }
    } catch (AccessFault fault) {
      throw new ProgramFault(now.image, pc, fault.reason());
    }
  }

  /// Performs a legacy packet load; false when the packet is too short, which ends the function
  /// with 0.
  private boolean loadPacket(long[] r, int size, long index, int offset) {
    long value = run().loadPacket((int) index + offset, size);
    r[0] = Math.max(value, 0);
    return value >= 0;
  }
}
