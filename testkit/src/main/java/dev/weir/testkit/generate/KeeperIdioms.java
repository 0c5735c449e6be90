// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;

/// Kernel objects that map values keep, the current task, and conntrack entries.
final class KeeperIdioms {
  private static final int LOOSE = 16;
  private static final int NUMBER = 24;

  private KeeperIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block keeper", 4, KeeperIdioms::keeper),
        new Idiom("current task", 2, KeeperIdioms::current),
        new Idiom("block conntrack", 4, KeeperIdioms::conntrack));
  }

  /// A map value that keeps objects: they are read, taken out, exchanged.
  private static boolean keeper(Scene s) {
    Helper lookup = s.helper("map_lookup_elem");
    Reg kept = s.kept();
    if (lookup == null || kept == null || s.plot.locked()) {
      return false;
    }
    LockIdioms.value(s, lookup, "keepers", kept);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, Value.NONE);
    s.plot.reserve(kept);
    boolean section = s.dice.chance(30) && s.hasKfunc("bpf_rcu_read_lock");
    if (section) {
      s.hold();
      s.w.kfunc("bpf_rcu_read_lock");
    }
    for (int i = s.dice.between(1, 3); i > 0; i--) {
      switch (s.dice.below(6)) {
        case 0, 1 -> look(s, kept);
        case 2, 3 -> exchange(s, kept);
        case 4 -> loose(s, kept);
        default -> {
          s.w.load(MemSize.DW, s.scratch(kept), kept, s.dice.chance(90) ? NUMBER : LOOSE);
          s.nest(1);
        }
      }
    }
    if (section) {
      s.w.kfunc("bpf_rcu_read_unlock");
      s.letGo();
    }
    s.plot.release(kept);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// Loads a kept object, which RCU protects, and reads it or takes a reference of it.
  private static void look(Scene s, Reg kept) {
    boolean task = s.dice.chance(60);
    s.w.load(MemSize.DW, Reg.R1, kept, task ? 0 : 8);
    s.w.set(Reg.R1, Value.NONE);
    int end = s.w.label();
    Track before = s.w.track().copy();
    before.set(Reg.R0, Value.NONE);
    if (s.dice.chance(90)) {
      s.w.jumpIf(Condition.EQ, Width.W64, Reg.R1, 0, end);
    }
    String acquire = task ? "bpf_task_acquire" : "bpf_cgroup_acquire";
    if (s.dice.chance(50)) {
      s.w.load(MemSize.W, s.scratch(Reg.R1), Reg.R1, s.dice.pick(0, 8, 16, 24));
    } else if (s.hasKfunc(acquire)) {
      s.w.kfunc(acquire);
      give(s, task);
    }
    s.w.mark(end);
    s.w.track().join(before);
  }

  /// Releases what R0 holds, or null; or, rarely, leaks it.
  private static void give(Scene s, boolean task) {
    int none = s.w.label();
    if (s.dice.chance(92)) {
      s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, none);
    }
    if (s.dice.chance(20)) {
      s.w.load(MemSize.W, Reg.R2, Reg.R0, s.dice.pick(0, 8, 16));
    }
    if (s.dice.chance(95)) {
      s.w.move(Reg.R1, Reg.R0);
      s.w.kfunc(task == s.dice.chance(97) ? "bpf_task_release" : "bpf_cgroup_release");
    }
    s.w.mark(none);
    s.w.set(Reg.R0, Value.NONE);
  }

  private static void exchange(Scene s, Reg kept) {
    Helper exchange = s.helper("kptr_xchg");
    boolean task = s.dice.chance(60);
    if (exchange == null || !s.hasKfunc("bpf_task_from_pid")) {
      return;
    }
    int end = s.w.label();
    Track before = s.w.track().copy();
    before.set(Reg.R0, Value.NONE);
    if (s.dice.chance(60)) {
      s.w.move(Reg.R1, 1);
      s.w.kfunc(task ? "bpf_task_from_pid" : "bpf_cgroup_from_id");
      if (s.dice.chance(85)) {
        s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, end);
      }
      s.w.move(Reg.R2, Reg.R0);
    } else {
      s.w.move(Reg.R2, 0);
    }
    s.w.move(Reg.R1, kept);
    int place = task == s.dice.chance(95) ? 0 : 8;
    if (place != 0 || s.dice.chance(10)) {
      s.w.add(Reg.R1, s.dice.chance(95) ? place : LOOSE);
    }
    s.w.call(exchange);
    before.called();
    s.w.set(Reg.R0, Value.NONE);
    give(s, task);
    s.w.mark(end);
    s.w.track().join(before);
  }

  /// Reads through a pointer that may point to what is gone, or stores one.
  private static void loose(Scene s, Reg kept) {
    s.w.load(MemSize.DW, Reg.R1, kept, LOOSE);
    s.w.set(Reg.R1, Value.NONE);
    int end = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, Reg.R1, 0, end);
    s.w.load(MemSize.W, s.scratch(Reg.R1), Reg.R1, s.dice.pick(0, 8, 16, 24));
    if (s.dice.chance(50)) {
      s.w.store(MemSize.DW, kept, LOOSE, Reg.R1);
    }
    if (s.dice.chance(10) && s.hasKfunc("bpf_task_acquire")) {
      s.w.kfunc("bpf_task_acquire");
      give(s, true);
    }
    s.w.mark(end);
    if (s.dice.chance(30)) {
      s.w.store(MemSize.DW, kept, s.dice.chance(80) ? LOOSE : 0, 0);
    }
    s.w.set(Reg.R0, Value.NONE);
  }

  private static boolean current(Scene s) {
    Helper task = s.helper("get_current_task_btf");
    Reg kept = s.kept();
    if (task == null || kept == null || s.plot.locked()) {
      return false;
    }
    s.w.call(task);
    s.w.move(kept, Reg.R0);
    s.w.set(kept, Value.NONE);
    s.w.load(MemSize.W, Reg.R1, Reg.R0, s.dice.pick(0, 8, 16, 24, 44));
    s.w.set(Reg.R0, Value.NONE);
    if (s.dice.chance(60) && s.hasKfunc("bpf_task_acquire")) {
      s.w.move(Reg.R1, kept);
      switch (s.dice.below(3)) {
        case 0 -> {
          s.w.kfunc("bpf_task_acquire");
          give(s, true);
        }
        case 1 -> {
          s.w.move(Reg.R2, 0);
          s.w.kfunc("bpf_task_get_cgroup1");
          give(s, false);
        }
        default -> {
          int at = s.stack(8);
          s.w.move(Reg.R1, Reg.R10);
          s.w.add(Reg.R1, at);
          s.w.kfunc("bpf_local_irq_save");
          s.w.track().store(at, 8, Value.NONE);
          s.w.move(Reg.R1, Reg.R10);
          s.w.add(Reg.R1, at);
          s.w.kfunc("bpf_local_irq_restore");
          s.w.set(Reg.R0, Value.NONE);
        }
      }
    }
    return true;
  }

  private static boolean conntrack(Scene s) {
    String way = s.hasKfunc("bpf_skb_ct_lookup") ? "bpf_skb_ct_" : "bpf_xdp_ct_";
    Reg context = s.context();
    Reg kept = s.kept();
    if (!s.hasKfunc(way + "lookup") || context == null || kept == null || s.plot.locked()) {
      return false;
    }
    boolean fresh = s.dice.chance(50);
    int tuple = s.stack(16);
    int options = s.stack(16);
    s.fill(tuple, 12);
    s.fill(options, 16);
    if (context != Reg.R1) {
      s.w.move(Reg.R1, context);
    }
    address(s, Reg.R2, tuple);
    s.w.move(Reg.R3, s.dice.chance(90) ? 12 : s.dice.pick(0, 13, 36, 4096));
    address(s, Reg.R4, options);
    s.w.move(Reg.R5, s.dice.chance(90) ? s.dice.pick(12, 16) : s.dice.pick(0, 8, 17));
    s.w.kfunc(way + (fresh ? "alloc" : "lookup"));
    s.w.move(kept, Reg.R0);
    s.w.set(Reg.R0, Value.NONE);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, new Value(Kind.BTF, 0, -1, 0, 0, false, true, "nf_conn"));
    s.hold();
    s.plot.reserve(kept);
    for (int i = s.dice.between(0, 2); i > 0; i--) {
      entry(s, kept, fresh);
    }
    s.nest(s.dice.between(0, 2));
    s.plot.release(kept);
    s.letGo();
    finish(s, kept, fresh);
    s.w.set(kept, Value.NONE);
    s.w.mark(skip);
    s.w.set(Reg.R0, Value.NONE);
    s.w.track().join(before);
    return true;
  }

  private static void address(Scene s, Reg reg, int at) {
    s.w.move(reg, Reg.R10);
    s.w.add(reg, at);
  }

  /// Changes or reads an entry.
  private static void entry(Scene s, Reg kept, boolean fresh) {
    if (s.dice.chance(40)) {
      s.w.load(MemSize.W, s.scratch(kept), kept, s.dice.pick(0, 8, 112, 128, 160, 168));
      return;
    }
    if (s.dice.chance(10)) {
      s.w.store(MemSize.W, kept, s.dice.pick(0, 128, 160, 168, 172), 1);
      return;
    }
    boolean right = s.dice.chance(92);
    String verb = fresh == right ? "set" : "change";
    s.w.move(Reg.R1, kept);
    s.w.move(Reg.R2, s.dice.number());
    s.w.kfunc("bpf_ct_" + verb + "_" + s.dice.pick("timeout", "status"));
    s.w.set(Reg.R0, Value.NONE);
  }

  /// Inserts a fresh entry and releases what that gives, or releases what was found.
  private static void finish(Scene s, Reg kept, boolean fresh) {
    s.w.move(Reg.R1, kept);
    if (fresh != s.dice.chance(95)) {
      s.w.kfunc("bpf_ct_release");
      return;
    }
    s.w.kfunc("bpf_ct_insert_entry");
    int none = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, none);
    s.w.move(Reg.R1, Reg.R0);
    s.w.kfunc("bpf_ct_release");
    s.w.mark(none);
  }
}
