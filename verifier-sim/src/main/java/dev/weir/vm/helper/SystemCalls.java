// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.net.World;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// Time, randomness, processors, the current task, memory reads, loops and locks.
///
/// @kernel v6.12 kernel/bpf/helpers.c, kernel/bpf/bpf_iter.c bpf_loop
final class SystemCalls {
  private static final long JIFFY_NANOSECONDS = 4_000_000;
  private static final long MOST_LOOPS = 8 << 20;

  private SystemCalls() {}

  static void define(Map<String, Call> calls) {
    Call now = (m, a, b, c, d, e) -> m.run().world().tick();
    calls.put("ktime_get_ns", now);
    calls.put("ktime_get_boot_ns", now);
    calls.put("ktime_get_coarse_ns", now);
    calls.put("ktime_get_tai_ns", now);
    calls.put("jiffies64", (m, a, b, c, d, e) -> m.run().world().tick() / JIFFY_NANOSECONDS);
    calls.put("get_prandom_u32", (m, a, b, c, d, e) -> Integer.toUnsignedLong(m.run().random()));
    calls.put("get_smp_processor_id", (m, a, b, c, d, e) -> m.run().cpus().current());
    calls.put("get_numa_node_id", (m, a, b, c, d, e) -> 0);
    task(calls);
    calls.put("probe_read", SystemCalls::probe);
    calls.put("probe_read_kernel", SystemCalls::probe);
    calls.put("probe_read_user", SystemCalls::probeUser);
    calls.put("copy_from_user", SystemCalls::probeUser);
    calls.put("probe_read_str", SystemCalls::probeString);
    calls.put("probe_read_kernel_str", SystemCalls::probeString);
    calls.put("probe_read_user_str", SystemCalls::probeUserString);
    calls.put("loop", SystemCalls::loop);
    calls.put("get_retval", (m, a, b, c, d, e) -> m.run().retval());
    calls.put("set_retval", SystemCalls::setRetval);
    Call nothing = (m, a, b, c, d, e) -> 0;
    for (String name :
        new String[] {
          "spin_lock",
          "spin_unlock",
          "bpf_rcu_read_lock",
          "bpf_rcu_read_unlock",
          "bpf_preempt_disable",
          "bpf_preempt_enable",
          "bpf_local_irq_save",
          "bpf_local_irq_restore",
          "bpf_res_spin_lock",
          "bpf_res_spin_unlock",
          "bpf_res_spin_lock_irqsave",
          "bpf_res_spin_unlock_irqrestore",
          "send_signal",
          "send_signal_thread"
        }) {
      calls.put(name, nothing);
    }
  }

  private static void task(Map<String, Call> calls) {
    calls.put(
        "get_current_pid_tgid",
        (m, a, b, c, d, e) -> {
          World.Task task = m.run().world().task();
          return (long) task.tgid() << 32 | Integer.toUnsignedLong(task.pid());
        });
    calls.put(
        "get_current_uid_gid",
        (m, a, b, c, d, e) -> {
          World.Task task = m.run().world().task();
          return (long) task.gid() << 32 | Integer.toUnsignedLong(task.uid());
        });
    calls.put("get_current_comm", SystemCalls::comm);
    calls.put(
        "current_task_under_cgroup",
        (m, map, index, c, d, e) ->
            SocketCalls.underCgroup(m, map, index, m.run().world().task().cgroupId()));
    calls.put("get_current_cgroup_id", (m, a, b, c, d, e) -> m.run().world().task().cgroupId());
    calls.put(
        "get_current_ancestor_cgroup_id",
        (m, level, b, c, d, e) -> level == 0 ? 1 : m.run().world().task().cgroupId());
    Call current = (m, a, b, c, d, e) -> m.run().address(m.run().world().task());
    calls.put("get_current_task", current);
    calls.put("get_current_task_btf", current);
  }

  private static long comm(Machine machine, long to, long size, long c, long d, long e) {
    byte[] name = machine.run().world().task().comm().getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[(int) size];
    System.arraycopy(name, 0, value, 0, Math.min(Math.min(name.length, 15), value.length - 1));
    machine.memory().write(to, value);
    return 0;
  }

  private static long probe(Machine machine, long to, long size, long from, long d, long e) {
    Memory memory = machine.memory();
    Region region = memory.find(from);
    int offset = memory.offset(from);
    boolean there =
        region != null
            && region.ended() == null
            && offset >= 0
            && offset + size <= region.size()
            && region.size() > 0;
    memory.write(to, there ? memory.read(from, (int) size) : new byte[(int) size]);
    return there || size == 0 ? 0 : unreadable(machine, from);
  }

  /// @kernel v6.12 mm/maccess.c copy_from_kernel_nofault: other errors for what is no address of
  ///   the kernel's
  private static long unreadable(Machine machine, long from) {
    return StringCalls.kernels(machine, from) ? Errors.EFAULT : Errors.ERANGE;
  }

  private static long probeUser(Machine m, long to, long size, long from, long d, long e) {
    return probe(m, to, size, from, d, e) < 0 ? Errors.EFAULT : 0;
  }

  private static long probeUserString(Machine m, long to, long size, long from, long d, long e) {
    long result = probeString(m, to, size, from, d, e);
    return result < 0 ? Errors.EFAULT : result;
  }

  private static long probeString(Machine machine, long to, long size, long from, long d, long e) {
    Memory memory = machine.memory();
    Region region = memory.find(from);
    if (size == 0) {
      return 0;
    }
    if (region == null || region.bytes().length == 0) {
      memory.write(to, new byte[(int) size]);
      return unreadable(machine, from);
    }
    byte[] text = memory.string(from, (int) size - 1).getBytes(StandardCharsets.ISO_8859_1);
    memory.write(to, Arrays.copyOf(text, text.length + 1));
    return text.length + 1L;
  }

  private static long loop(
      Machine machine, long count, long callback, long context, long flags, long e) {
    long most = Integer.toUnsignedLong((int) count);
    if (flags != 0) {
      return Errors.EINVAL;
    }
    if (most > MOST_LOOPS) {
      return Errors.E2BIG;
    }
    for (long i = 0; i < most; i++) {
      if (machine.callback(callback, i, context, 0, 0, 0) != 0) {
        return i + 1;
      }
    }
    return most;
  }

  private static long setRetval(Machine machine, long value, long b, long c, long d, long e) {
    machine.run().retval((int) value);
    return 0;
  }
}
