// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;

/// Kernel objects as arguments of global functions: what callers give, and what functions do first.
final class FunctionObjects {
  private FunctionObjects() {}

  /// The beginning of a function that gets a dynptr.
  static void dynptr(Scene callee) {
    callee.w.set(Reg.R1, Value.NONE);
    Helper read = callee.helper("dynptr_read");
    if (callee.dice.chance(50) && callee.hasKfunc("bpf_dynptr_size")) {
      callee.w.kfunc(callee.dice.pick("bpf_dynptr_size", "bpf_dynptr_is_null"));
    } else if (read != null) {
      int at = callee.stack(16);
      callee.w.move(Reg.R3, Reg.R1);
      callee.w.move(Reg.R1, Reg.R10);
      callee.w.add(Reg.R1, at);
      callee.w.move(Reg.R2, callee.dice.between(1, 16));
      callee.w.move(Reg.R4, 0);
      callee.w.move(Reg.R5, 0);
      callee.w.call(read);
      callee.w.track().store(at, 16, Value.NONE);
    }
  }

  /// The beginning of a function that gets a task.
  static void task(Scene callee, boolean nullable) {
    callee.w.set(Reg.R1, Value.NONE);
    callee.w.move(Reg.R7, Reg.R1);
    if (nullable && callee.dice.chance(90)) {
      callee.w.jumpIf(Condition.EQ, Width.W64, Reg.R7, 0, callee.out());
    }
    callee.w.load(MemSize.W, Reg.R8, Reg.R7, callee.dice.pick(0, 8, 16, 24));
    if (callee.dice.chance(50) && callee.hasKfunc("bpf_task_acquire")) {
      callee.w.move(Reg.R1, Reg.R7);
      callee.w.kfunc("bpf_task_acquire");
      int none = callee.w.label();
      callee.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, none);
      callee.w.move(Reg.R1, Reg.R0);
      callee.w.kfunc("bpf_task_release");
      callee.w.mark(none);
    }
    callee.w.set(Reg.R0, Value.NONE);
  }

  /// What no callback may do: a tail call, or the end of a section that it did not begin.
  static void forbidden(Scene callback) {
    Helper tail = callback.helper("tail_call");
    if (tail != null && callback.dice.chance(50)) {
      callback.w.move(Reg.R1, Reg.R7);
      callback.w.map(Reg.R2, "jumps");
      callback.w.move(Reg.R3, 0);
      callback.w.call(tail);
    } else if (callback.hasKfunc("bpf_rcu_read_unlock")) {
      callback.w.kfunc(callback.dice.pick("bpf_rcu_read_unlock", "bpf_preempt_enable"));
    }
    callback.w.set(Reg.R0, Value.UNKNOWN);
  }

  /// Puts a dynptr into R1; false where this hook has none.
  static boolean giveDynptr(Scene s) {
    Helper from = s.helper("dynptr_from_mem");
    if (from == null) {
      return false;
    }
    int at = s.stack(16);
    s.w.mapValue(Reg.R1, "big", 0, 4096);
    s.w.move(Reg.R2, s.dice.pick(8, 16, 48));
    s.w.move(Reg.R3, 0);
    s.w.move(Reg.R4, Reg.R10);
    s.w.add(Reg.R4, at);
    s.w.call(from);
    s.w.track().store(at, 16, Value.NONE);
    s.w.move(Reg.R1, Reg.R10);
    s.w.add(Reg.R1, at);
    s.w.move(Reg.R2, s.dice.below(16));
    return true;
  }

  /// Puts a task into R1, or null where that is allowed.
  static boolean giveTask(Scene s, boolean nullable) {
    Helper current = s.helper("get_current_task_btf");
    if (current == null) {
      return false;
    }
    if (s.dice.chance(nullable ? 30 : 4)) {
      s.w.move(Reg.R1, 0);
    } else {
      s.w.call(current);
      s.w.move(Reg.R1, Reg.R0);
      if (s.dice.chance(4)) {
        s.w.add(Reg.R1, 8);
      }
    }
    s.w.move(Reg.R2, s.dice.below(16));
    s.w.set(Reg.R0, Value.NONE);
    s.w.set(Reg.R1, Value.NONE);
    return true;
  }
}
