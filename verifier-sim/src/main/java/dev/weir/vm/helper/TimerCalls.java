// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.Errno;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import dev.weir.vm.memory.Region;
import dev.weir.vm.run.Timer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Timers; they fire when the simulated time passes them between runs.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_timer_init, bpf_timer_start
final class TimerCalls {
  private static final long ABSOLUTE = 1;
  private static final long PIN_CPU = 2;

  private TimerCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("timer_init", TimerCalls::init);
    calls.put("timer_set_callback", TimerCalls::callback);
    calls.put("timer_start", TimerCalls::start);
    calls.put("timer_cancel", TimerCalls::cancel);
  }

  private static long init(Machine m, long at, long map, long clock, long d, long e) {
    if (clock != 0 && clock != 1 && clock != 7) {
      return Errors.EINVAL;
    }
    if (m.run().shared().attached().containsKey(at)) {
      return Errors.EBUSY;
    }
    Memory memory = m.memory();
    Region value = memory.find(at);
    if (value == null || !(value.owner() instanceof VmMap owner)) {
      throw new AccessFault(memory.describe(at) + " is no timer in a map");
    }
    m.run().shared().attached().put(at, new Timer(VmMap.at(memory, map), value));
    return owner.address() == map ? 0 : Errors.EINVAL;
  }

  private static long callback(Machine m, long at, long function, long c, long d, long e) {
    Timer timer = timer(m, at);
    if (timer == null) {
      return Errors.EINVAL;
    }
    timer.callback(m.code(), function);
    return 0;
  }

  private static long start(Machine m, long at, long nanoseconds, long flags, long d, long e) {
    Timer timer = timer(m, at);
    if (timer == null || timer.callback() == 0 || (flags & ~(ABSOLUTE | PIN_CPU)) != 0) {
      return Errors.EINVAL;
    }
    long now = m.run().world().now();
    timer.start((flags & ABSOLUTE) != 0 ? nanoseconds : now + nanoseconds);
    return 0;
  }

  private static long cancel(Machine m, long at, long b, long c, long d, long e) {
    Timer timer = timer(m, at);
    if (timer == null) {
      return Errors.EINVAL;
    }
    if (timer.firing()) {
      return -Errno.EDEADLK.number();
    }
    return timer.stop() ? 1 : 0;
  }

  private static @Nullable Timer timer(Machine m, long at) {
    return m.run().shared().attached().get(at) instanceof Timer timer ? timer : null;
  }
}
