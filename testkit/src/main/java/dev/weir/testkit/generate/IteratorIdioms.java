// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import java.util.List;

/// Open-coded iterators other than those of numbers, and calls of any kernel function.
final class IteratorIdioms {
  /// Functions that never fault, sleep or end the program, whatever they are given.
  private static final List<String> ANY =
      List.of(
          "bpf_dynptr_adjust",
          "bpf_dynptr_clone",
          "bpf_dynptr_is_null",
          "bpf_dynptr_size",
          "bpf_dynptr_slice",
          "bpf_iter_num_next",
          "bpf_iter_num_destroy",
          "bpf_task_acquire",
          "bpf_task_release",
          "bpf_cgroup_acquire",
          "bpf_cgroup_ancestor",
          "bpf_task_under_cgroup",
          "bpf_cgroup_from_id",
          "bpf_strlen",
          "bpf_strcmp",
          "bpf_get_kmem_cache",
          "bpf_map_sum_elem_count",
          "bpf_local_irq_restore",
          "bpf_rcu_read_unlock",
          "bpf_preempt_enable",
          "bpf_lookup_system_key",
          "bpf_key_put",
          "bpf_sock_addr_set_sun_path",
          "bpf_xdp_metadata_rx_hash",
          "bpf_xdp_metadata_rx_timestamp",
          "bpf_crypto_encrypt",
          "bpf_res_spin_lock",
          "bpf_wq_start");

  private IteratorIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block bits", 3, IteratorIdioms::bits),
        new Idiom("block tasks", 3, IteratorIdioms::tasks),
        new Idiom("kfunc any", 3, IteratorIdioms::any));
  }

  private static void address(Scene s, Reg reg, int at) {
    s.w.move(reg, Reg.R10);
    s.w.add(reg, at);
  }

  private static boolean bits(Scene s) {
    if (!s.hasKfunc("bpf_iter_bits_new") || s.plot.locked()) {
      return false;
    }
    int at = s.stack(16);
    int words = s.stack(8);
    if (words >= at && words < at + 16) {
      return false;
    }
    s.fill(words, 8);
    address(s, Reg.R1, at);
    address(s, Reg.R2, words);
    s.w.move(Reg.R3, s.dice.pick(1, 1, 2, 0));
    s.w.kfunc("bpf_iter_bits_new");
    s.w.track().store(at, 16, Value.NONE);
    walk(s, at, "bpf_iter_bits", () -> s.w.load(MemSize.W, s.scratch(Reg.R0), Reg.R0, 0));
    s.w.track().store(at, 16, Value.NONE);
    return true;
  }

  /// All tasks, or the threads of one, most often within the section that the kernel asks for.
  private static boolean tasks(Scene s) {
    if (!s.hasKfunc("bpf_iter_task_new") || s.plot.locked()) {
      return false;
    }
    boolean section = s.dice.chance(90);
    if (section) {
      s.w.kfunc("bpf_rcu_read_lock");
      s.hold();
    }
    int at = s.stack(24);
    address(s, Reg.R1, at);
    s.w.move(Reg.R2, 0);
    s.w.move(Reg.R3, s.dice.below(3));
    s.w.kfunc("bpf_iter_task_new");
    s.w.track().store(at, 24, Value.NONE);
    walk(
        s,
        at,
        "bpf_iter_task",
        () -> {
          s.w.load(MemSize.W, s.scratch(Reg.R0), Reg.R0, s.dice.pick(0, 8, 16, 24));
          if (s.dice.chance(30) && s.hasKfunc("bpf_task_acquire")) {
            s.w.move(Reg.R1, Reg.R0);
            s.w.kfunc("bpf_task_acquire");
            int none = s.w.label();
            s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, none);
            s.w.move(Reg.R1, Reg.R0);
            s.w.kfunc("bpf_task_release");
            s.w.mark(none);
          }
        });
    s.w.track().store(at, 24, Value.NONE);
    if (section) {
      s.letGo();
      s.w.kfunc("bpf_rcu_read_unlock");
    }
    s.w.set(Reg.R0, Value.NONE);
    return true;
  }

  private static void walk(Scene s, int at, String kind, Runnable element) {
    s.hold();
    for (int i = 0; i < 6; i++) {
      s.w.set(Reg.of(i), Value.NONE);
    }
    int end = s.w.label();
    int head = s.w.here();
    Track start = s.w.track().copy();
    address(s, Reg.R1, at);
    s.w.kfunc(kind + "_next");
    s.w.jumpIf(Condition.EQ, Width.W64, Reg.R0, 0, end);
    s.w.set(Reg.R0, Value.NONE);
    element.run();
    s.w.set(Reg.R0, Value.NONE);
    s.nest(s.dice.between(0, 2));
    if (s.dice.chance(25)) {
      s.w.jumpIf(s.dice.pick(Condition.values()), Width.W64, s.number(), s.dice.number(), end);
    }
    s.w.jump(head);
    s.w.mark(end);
    s.w.setTrack(start);
    s.letGo();
    address(s, Reg.R1, at);
    s.w.kfunc(kind + "_destroy");
    s.w.set(Reg.R0, Value.NONE);
  }

  /// A call with whatever is at hand.
  private static boolean any(Scene s) {
    String name = s.dice.pick(ANY);
    boolean here = s.hasKfunc(name) || s.dice.chance(5);
    if (!here || !s.plot.useKfuncs() || s.plot.locked()) {
      return false;
    }
    for (int i = 1; i <= 4; i++) {
      Reg reg = Reg.of(i);
      switch (s.dice.below(6)) {
        case 0 -> s.w.move(reg, s.dice.below(32));
        case 1 -> {
          Reg from = s.find(v -> v.isPointer() && !v.held());
          if (from != null) {
            s.w.move(reg, from);
          } else {
            s.w.move(reg, 0);
          }
        }
        case 2 -> s.w.data(reg, ".rodata", 48, 64);
        default -> {
          int at = s.stack(16);
          if (s.dice.chance(50)) {
            s.fill(at, 16);
          }
          address(s, reg, at);
        }
      }
    }
    s.w.kfunc(name);
    s.w.set(Reg.R0, Value.NONE);
    return true;
  }
}
