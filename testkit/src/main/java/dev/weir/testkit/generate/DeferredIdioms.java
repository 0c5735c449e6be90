// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import java.util.ArrayList;
import java.util.List;

/// What runs later: timers and queued work, with their callbacks; and interrupts switched off.
final class DeferredIdioms {
  private DeferredIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block timer", 3, DeferredIdioms::timer),
        new Idiom("block work", 3, DeferredIdioms::work),
        new Idiom("block interrupts", 3, DeferredIdioms::interrupts));
  }

  private static boolean timer(Scene s) {
    Helper init = s.helper("timer_init");
    Helper callback = s.helper("timer_set_callback");
    Helper start = s.helper("timer_start");
    Helper cancel = s.helper("timer_cancel");
    if (init == null || callback == null || start == null || cancel == null) {
      return false;
    }
    return deferred(
        s,
        "timers",
        kept -> {
          switch (s.dice.below(4)) {
            case 0 -> {
              s.w.map(Reg.R2, s.dice.chance(95) ? "timers" : "works");
              s.w.move(Reg.R3, s.dice.pick(0, 1, 7, 20));
              s.w.call(init);
            }
            case 1 -> {
              s.w.function(Reg.R2, callback(s, "timers"));
              s.w.call(callback);
            }
            case 2 -> {
              s.w.move(Reg.R2, s.dice.number());
              s.w.move(Reg.R3, s.dice.below(4));
              s.w.call(start);
            }
            default -> s.w.call(cancel);
          }
        });
  }

  /// Queued work, without `bpf_wq_init`: a 6.18 kernel faults when a mutated program gives it
  /// something else than a map with work.
  private static boolean work(Scene s) {
    if (!s.hasKfunc("bpf_wq_start")) {
      return false;
    }
    return deferred(
        s,
        "works",
        kept -> {
          if (s.dice.chance(60)) {
            s.w.function(Reg.R2, callback(s, "works"));
            s.w.move(Reg.R3, 0);
            s.w.move(Reg.R4, 0);
            s.w.kfunc("bpf_wq_set_callback_impl");
          } else {
            s.w.move(Reg.R2, 0);
            s.w.kfunc("bpf_wq_start");
          }
        });
  }

  private interface Action {
    void write(Reg kept);
  }

  private static boolean deferred(Scene s, String map, Action action) {
    Helper lookup = s.helper("map_lookup_elem");
    Reg kept = s.kept();
    boolean room = s.plot.moreCallbacks() && s.depth() < 2 && !s.plot.locked();
    if (lookup == null || kept == null || !room) {
      return false;
    }
    LockIdioms.value(s, lookup, map, kept);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, Value.NONE);
    s.plot.reserve(kept);
    for (int i = s.dice.between(1, 3); i > 0 && s.plot.moreCallbacks(); i--) {
      s.w.move(Reg.R1, kept);
      if (s.dice.chance(3)) {
        s.w.add(Reg.R1, s.dice.pick(8, 16));
      }
      action.write(kept);
      s.w.set(Reg.R0, Value.UNKNOWN);
    }
    if (s.dice.chance(30)) {
      s.w.load(MemSize.DW, s.scratch(kept), kept, s.dice.chance(95) ? 16 : 8);
    }
    s.plot.release(kept);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// A callback that gets map, key and value.
  private static String callback(Scene s, String map) {
    Scene callback = new Scene(s.plot, s.depth() + 1, false);
    callback.w.set(Reg.R2, Value.memory(4, false, false));
    callback.w.move(Reg.R7, Reg.R3);
    callback.w.set(Reg.R7, Value.NONE);
    callback.w.load(MemSize.W, Reg.R8, Reg.R2, 0);
    callback.w.set(Reg.R2, Value.NONE);
    String name = s.plot.nextCallback();
    s.plot.function(
        name,
        dev.weir.bytecode.object.Linkage.STATIC,
        callback,
        s.dice.between(0, 3),
        () -> {
          if (s.dice.chance(30)) {
            callback.w.move(Reg.R1, Reg.R7);
            Helper cancel = callback.helper("timer_cancel");
            if (map.equals("timers") && cancel != null) {
              callback.w.call(cancel);
            } else if (callback.hasKfunc("bpf_wq_start")) {
              callback.w.move(Reg.R2, 0);
              callback.w.kfunc("bpf_wq_start");
            }
          }
          callback.w.move(Reg.R0, s.dice.chance(92) ? 0 : 1);
          callback.w.exit();
          if (callback.hasOut()) {
            callback.w.mark(callback.out());
            callback.w.move(Reg.R0, 0);
            callback.w.exit();
          }
        });
    return name;
  }

  /// Interrupts are switched off once or twice, most often restored in the right order.
  private static boolean interrupts(Scene s) {
    if (!s.hasKfunc("bpf_local_irq_save") || s.plot.locked()) {
      return false;
    }
    List<Integer> places = new ArrayList<>();
    for (int i = s.dice.between(1, 2); i > 0; i--) {
      int at = s.stack(8);
      if (places.contains(at)) {
        break;
      }
      places.addFirst(at);
      call(s, at, "bpf_local_irq_save");
      s.w.track().store(at, 8, Value.NONE);
    }
    s.hold();
    s.nest(s.dice.between(0, 2));
    s.letGo();
    if (s.dice.chance(8)) {
      places = places.reversed();
    }
    for (int at : places) {
      call(s, at, "bpf_local_irq_restore");
      s.w.track().store(at, 8, Value.NONE);
    }
    return true;
  }

  private static void call(Scene s, int at, String kfunc) {
    s.w.move(Reg.R1, Reg.R10);
    s.w.add(Reg.R1, at);
    s.w.kfunc(kfunc);
    s.w.set(Reg.R0, Value.NONE);
  }
}
