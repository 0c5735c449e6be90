// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import java.util.List;

/// Critical sections under the spin lock of a map value.
final class LockIdioms {
  private LockIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("block spin lock", 4, LockIdioms::spin),
        new Idiom("block resilient lock", 2, LockIdioms::resilient));
  }

  private static boolean spin(Scene s) {
    Helper lookup = s.helper("map_lookup_elem");
    Helper lock = s.helper("spin_lock");
    Helper unlock = s.helper("spin_unlock");
    Reg kept = s.kept();
    if (lookup == null || lock == null || unlock == null || kept == null || s.plot.locked()) {
      return false;
    }
    value(s, lookup, s.dice.pick("locked", "lockarray"), kept);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, Value.mapValue("locked", 24, false));
    s.w.move(Reg.R1, kept);
    s.w.call(lock);
    s.w.set(Reg.R0, Value.NONE);
    s.hold();
    s.plot.reserve(kept);
    s.plot.setLocked(true);
    s.w.load(MemSize.DW, Reg.R2, kept, s.dice.pick(8, 16));
    s.w.alu(AluOp.ADD, Width.W64, Reg.R2, 1);
    s.w.store(MemSize.DW, kept, s.dice.pick(8, 16), Reg.R2);
    s.nest(s.dice.between(0, 2));
    s.plot.setLocked(false);
    s.plot.release(kept);
    s.letGo();
    s.w.move(Reg.R1, kept);
    s.w.call(unlock);
    s.w.set(Reg.R0, Value.NONE);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// Puts a value of a map with 4-byte keys, or null, into a register.
  static void value(Scene s, Helper lookup, String map, Reg into) {
    int at = s.stack(4);
    s.w.store(MemSize.W, Reg.R10, at, s.dice.below(6));
    s.w.move(Reg.R2, Reg.R10);
    s.w.add(Reg.R2, at);
    s.w.map(Reg.R1, map);
    s.w.call(lookup);
    s.w.move(into, Reg.R0);
    s.w.set(Reg.R0, Value.NONE);
  }

  private static boolean resilient(Scene s) {
    Helper lookup = s.helper("map_lookup_elem");
    Reg kept = s.kept();
    if (lookup == null || kept == null || !s.hasKfunc("bpf_res_spin_lock") || s.plot.locked()) {
      return false;
    }
    value(s, lookup, "resilient", kept);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, kept, 0, skip);
    s.w.set(kept, Value.NONE);
    s.plot.reserve(kept);
    s.w.move(Reg.R1, kept);
    s.w.add(Reg.R1, 4);
    s.w.kfunc("bpf_res_spin_lock");
    int failed = s.w.label();
    s.w.jumpIf(Condition.NE, Width.W64, Reg.R0, 0, failed);
    s.hold();
    s.plot.setLocked(true);
    s.w.store(MemSize.W, kept, 0, 7);
    s.nest(s.dice.between(0, 2));
    s.plot.setLocked(false);
    s.letGo();
    s.w.move(Reg.R1, kept);
    s.w.add(Reg.R1, 4);
    s.w.kfunc("bpf_res_spin_unlock");
    s.plot.release(kept);
    s.w.set(Reg.R0, Value.NONE);
    s.w.mark(failed);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }
}
