// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;

/// Kernel functions: open-coded iterators, RCU and preemption sections, tasks and cgroups.
final class KfuncIdioms {
  private KfuncIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block iterator", 5, KfuncIdioms::iterate),
        new Idiom("block section", 3, KfuncIdioms::section),
        new Idiom("block object", 2, KfuncIdioms::object),
        new Idiom("kernel context", 1, KfuncIdioms::kernelContext));
  }

  private static boolean iterate(Scene s) {
    if (!s.hasKfunc("bpf_iter_num_new") || s.plot.locked()) {
      return false;
    }
    int at = s.stack(8);
    s.w.move(Reg.R1, Reg.R10);
    s.w.add(Reg.R1, at);
    s.w.move(Reg.R2, s.dice.below(3));
    if (s.dice.chance(70)) {
      s.w.move(Reg.R3, s.dice.pick(1, 5, 10, 1000));
    } else {
      s.unknown(Reg.R3);
    }
    s.w.kfunc("bpf_iter_num_new");
    s.w.track().store(at, 8, Value.NONE);
    s.hold();
    for (int i = 0; i < 6; i++) {
      s.w.set(Reg.of(i), Value.NONE);
    }
    Reg counter = s.dice.chance(50) ? s.kept() : null;
    if (counter != null) {
      s.w.move(counter, 0);
      s.plot.reserve(counter);
      s.w.set(counter, Value.UNKNOWN);
    }
    int end = s.w.label();
    int head = s.w.here();
    Track start = s.w.track().copy();
    s.w.move(Reg.R1, Reg.R10);
    s.w.add(Reg.R1, at);
    s.w.kfunc("bpf_iter_num_next");
    s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, end);
    Reg index = s.scratch(Reg.R0);
    s.w.load(MemSize.W, index, Reg.R0, 0);
    s.w.set(Reg.R0, Value.NONE);
    s.nest(s.dice.between(0, 2));
    if (counter != null) {
      s.w.add(counter, 1);
      if (s.dice.chance(85)) {
        s.w.and(counter, 7);
      }
      s.plot.release(counter);
    }
    s.w.jump(head);
    s.w.mark(end);
    s.w.setTrack(start);
    s.letGo();
    s.w.move(Reg.R1, Reg.R10);
    s.w.add(Reg.R1, at);
    s.w.kfunc("bpf_iter_num_destroy");
    s.w.set(Reg.R0, Value.NONE);
    s.w.track().store(at, 8, Value.UNKNOWN);
    return true;
  }

  private static boolean section(Scene s) {
    boolean rcu = s.dice.chance(60);
    String begin = rcu ? "bpf_rcu_read_lock" : "bpf_preempt_disable";
    if (!s.hasKfunc(begin) || s.plot.locked()) {
      return false;
    }
    s.w.kfunc(begin);
    s.w.set(Reg.R0, Value.NONE);
    s.hold();
    s.nest(s.dice.between(1, 3));
    s.letGo();
    s.w.kfunc(rcu ? "bpf_rcu_read_unlock" : "bpf_preempt_enable");
    s.w.set(Reg.R0, Value.NONE);
    return true;
  }

  private static boolean object(Scene s) {
    boolean task = s.dice.chance(50);
    String acquire = task ? "bpf_task_from_pid" : "bpf_cgroup_from_id";
    Reg kept = s.kept();
    if (!s.hasKfunc(acquire) || kept == null || s.plot.locked()) {
      return false;
    }
    s.w.move(Reg.R1, 1);
    s.w.kfunc(acquire);
    s.w.move(kept, Reg.R0);
    s.w.set(Reg.R0, Value.NONE);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, new Value(Kind.BTF, 0, -1, 0, 0, false, true, acquire));
    s.hold();
    s.plot.reserve(kept);
    s.w.load(MemSize.W, s.scratch(), kept, s.dice.pick(0, 8, 16, 24));
    s.nest(s.dice.between(0, 2));
    s.plot.release(kept);
    s.letGo();
    s.w.move(Reg.R1, kept);
    s.w.kfunc(task ? "bpf_task_release" : "bpf_cgroup_release");
    s.w.set(Reg.R0, Value.NONE);
    s.w.set(kept, Value.NONE);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  private static boolean kernelContext(Scene s) {
    Reg context = s.context();
    if (!s.hasKfunc("bpf_cast_to_kern_ctx") || context == null || s.plot.locked()) {
      return false;
    }
    if (context != Reg.R1) {
      s.w.move(Reg.R1, context);
    }
    s.w.kfunc("bpf_cast_to_kern_ctx");
    s.w.load(s.dice.pick(MemSize.W, MemSize.DW), Reg.R1, Reg.R0, s.dice.pick(0, 8, 16, 24, 104));
    s.w.set(Reg.R0, Value.NONE);
    s.w.set(Reg.R1, Value.NONE);
    return true;
  }
}
