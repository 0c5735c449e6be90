// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import java.util.List;

/// Ring buffer records: reserved, filled, and submitted or discarded.
final class BufferIdioms {
  private BufferIdioms() {}

  static List<Idiom> all() {
    return List.of(new Idiom("block ring record", 5, BufferIdioms::record));
  }

  private static boolean record(Scene s) {
    Helper reserve = s.helper("ringbuf_reserve");
    Helper finish = s.helper(s.dice.chance(60) ? "ringbuf_submit" : "ringbuf_discard");
    Reg kept = s.kept();
    if (reserve == null || finish == null || kept == null || s.plot.locked()) {
      return false;
    }
    int size = s.dice.pick(8, 16, 24, 64);
    s.w.map(Reg.R1, "ring");
    s.w.move(Reg.R2, size);
    s.w.move(Reg.R3, 0);
    s.w.call(reserve);
    s.w.move(kept, Reg.R0);
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    before.set(Reg.R0, Value.UNKNOWN);
    int skip = s.w.label();
    s.w.jumpIf(Condition.EQ, Width.W64, s.dice.chance(70) ? Reg.R0 : kept, 0, skip);
    s.w.set(Reg.R0, Value.NONE);
    s.w.set(kept, Value.memory(size, false, true));
    s.hold();
    s.plot.reserve(kept);
    MapIdioms.access(s, kept);
    s.nest(s.dice.between(0, 3));
    s.plot.release(kept);
    s.letGo();
    s.w.move(Reg.R1, kept);
    s.w.move(Reg.R2, 0);
    s.w.call(finish);
    s.w.set(Reg.R0, Value.NONE);
    s.w.set(kept, Value.NONE);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }
}
