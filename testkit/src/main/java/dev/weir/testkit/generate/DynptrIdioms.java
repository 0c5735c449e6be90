// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import java.util.List;

/// Dynptrs over local memory, ring buffers and packets.
final class DynptrIdioms {
  private DynptrIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("dynptr local", 3, DynptrIdioms::local),
        new Idiom("block dynptr ring", 3, DynptrIdioms::ring),
        new Idiom("dynptr packet", 4, DynptrIdioms::packet));
  }

  private static void address(Scene s, Reg reg, int at) {
    s.w.move(reg, Reg.R10);
    s.w.add(reg, at);
  }

  private static boolean local(Scene s) {
    Helper from = s.helper("dynptr_from_mem");
    if (from == null || s.plot.locked()) {
      return false;
    }
    int at = s.stack(16);
    s.w.mapValue(Reg.R1, "big", 0, 4096);
    s.w.move(Reg.R2, s.dice.pick(8, 16, 48));
    s.w.move(Reg.R3, 0);
    address(s, Reg.R4, at);
    s.w.call(from);
    s.w.track().store(at, 16, Value.NONE);
    use(s, at);
    return true;
  }

  /// Reads, writes and slices of a dynptr.
  private static void use(Scene s, int at) {
    for (int i = s.dice.between(1, 2); i > 0; i--) {
      int buffer = s.stack(16);
      if (buffer >= at - 16 && buffer < at + 16) {
        return;
      }
      switch (s.dice.below(6)) {
        case 4 -> copy(s, at, buffer);
        case 5 -> change(s, at, buffer);
        case 0 -> {
          Helper read = s.helper("dynptr_read");
          if (read != null) {
            address(s, Reg.R1, buffer);
            s.w.move(Reg.R2, s.dice.between(1, 16));
            address(s, Reg.R3, at);
            s.w.move(Reg.R4, s.dice.below(32));
            s.w.move(Reg.R5, 0);
            s.w.call(read);
            s.w.track().store(buffer, 16, Value.UNKNOWN);
          }
        }
        case 1 -> {
          Helper write = s.helper("dynptr_write");
          if (write != null) {
            s.fill(buffer, 16);
            address(s, Reg.R1, at);
            s.w.move(Reg.R2, s.dice.below(32));
            address(s, Reg.R3, buffer);
            s.w.move(Reg.R4, s.dice.between(1, 16));
            s.w.move(Reg.R5, 0);
            s.w.call(write);
          }
        }
        case 2 -> slice(s, at, buffer);
        default -> {
          if (s.hasKfunc("bpf_dynptr_size")) {
            address(s, Reg.R1, at);
            s.w.kfunc(s.dice.pick("bpf_dynptr_size", "bpf_dynptr_is_null", "bpf_dynptr_is_rdonly"));
          }
        }
      }
    }
  }

  /// Another dynptr of the same memory, which may lie where the buffer is, and its use.
  private static void copy(Scene s, int at, int buffer) {
    if (!s.hasKfunc("bpf_dynptr_clone")) {
      return;
    }
    address(s, Reg.R1, at);
    address(s, Reg.R2, buffer);
    s.w.kfunc("bpf_dynptr_clone");
    s.w.track().store(buffer, 16, Value.NONE);
    if (s.dice.chance(50)) {
      slice(s, buffer, s.stack(16));
    }
    if (s.dice.chance(40) && s.hasKfunc("bpf_dynptr_copy")) {
      address(s, Reg.R1, at);
      s.w.move(Reg.R2, 0);
      address(s, Reg.R3, buffer);
      s.w.move(Reg.R4, s.dice.below(8));
      s.w.move(Reg.R5, s.dice.number());
      s.w.kfunc("bpf_dynptr_copy");
    }
    if (s.dice.chance(30)) {
      s.fill(buffer, 16);
    }
  }

  private static void change(Scene s, int at, int buffer) {
    if (s.hasKfunc("bpf_dynptr_memset") && s.dice.chance(50)) {
      address(s, Reg.R1, at);
      s.w.move(Reg.R2, s.dice.below(8));
      s.w.move(Reg.R3, s.dice.below(32));
      s.w.move(Reg.R4, s.dice.number());
      s.w.kfunc("bpf_dynptr_memset");
    } else if (s.hasKfunc("bpf_dynptr_adjust")) {
      address(s, Reg.R1, s.dice.chance(95) ? at : buffer);
      s.w.move(Reg.R2, s.dice.below(8));
      s.w.move(Reg.R3, s.dice.below(32));
      s.w.kfunc("bpf_dynptr_adjust");
    }
  }

  private static void slice(Scene s, int at, int buffer) {
    int size = s.dice.pick(4, 8, 14, 16);
    boolean writable = s.dice.chance(40);
    if (s.hasKfunc("bpf_dynptr_slice") && s.dice.chance(60)) {
      address(s, Reg.R1, at);
      s.w.move(Reg.R2, s.dice.below(32));
      if (s.dice.chance(20)) {
        s.w.move(Reg.R3, 0);
      } else {
        address(s, Reg.R3, buffer);
      }
      s.w.move(Reg.R4, size);
      s.w.kfunc(writable ? "bpf_dynptr_slice_rdwr" : "bpf_dynptr_slice");
    } else {
      Helper data = s.helper("dynptr_data");
      if (data == null) {
        return;
      }
      address(s, Reg.R1, at);
      s.w.move(Reg.R2, s.dice.below(16));
      s.w.move(Reg.R3, size);
      s.w.call(data);
    }
    Value memory =
        new Value(Value.Kind.MEMORY, 0, -1, 0, size, true, false, writable ? "" : "reads");
    s.w.set(Reg.R0, memory);
    Track before = s.w.track().copy();
    before.set(Reg.R0, Value.UNKNOWN);
    int skip = s.leaveIfNull(Reg.R0);
    MapIdioms.access(s, Reg.R0);
    s.endIf(skip, before);
    s.w.set(Reg.R0, Value.NONE);
  }

  private static boolean ring(Scene s) {
    Helper reserve = s.helper("ringbuf_reserve_dynptr");
    Helper finish =
        s.helper(s.dice.chance(60) ? "ringbuf_submit_dynptr" : "ringbuf_discard_dynptr");
    if (reserve == null || finish == null || s.plot.locked()) {
      return false;
    }
    int at = s.stack(16);
    s.w.map(Reg.R1, "ring");
    s.w.move(Reg.R2, s.dice.pick(8, 16, 64));
    s.w.move(Reg.R3, 0);
    address(s, Reg.R4, at);
    s.w.call(reserve);
    s.w.track().store(at, 16, Value.NONE);
    if (s.dice.chance(60)) {
      s.hold();
      int skip = s.w.label();
      s.w.jumpIf(Condition.NE, Width.W64, Reg.R0, 0, skip);
      Track before = s.w.track().copy();
      use(s, at);
      s.w.mark(skip);
      s.w.track().join(before);
      s.letGo();
    }
    address(s, Reg.R1, at);
    s.w.move(Reg.R2, 0);
    s.w.call(finish);
    s.w.set(Reg.R0, Value.NONE);
    s.w.track().store(at, 16, Value.UNKNOWN);
    return true;
  }

  private static boolean packet(Scene s) {
    String name =
        s.hasKfunc("bpf_dynptr_from_skb")
            ? s.hasKfunc("bpf_dynptr_from_skb_meta") && s.dice.chance(15)
                ? "bpf_dynptr_from_skb_meta"
                : "bpf_dynptr_from_skb"
            : "bpf_dynptr_from_xdp";
    Reg context = s.context();
    if (!s.hasKfunc(name) || context == null || s.plot.locked()) {
      return false;
    }
    int at = s.stack(16);
    if (context != Reg.R1) {
      s.w.move(Reg.R1, context);
    }
    s.w.move(Reg.R2, 0);
    address(s, Reg.R3, at);
    s.w.kfunc(name);
    s.w.track().store(at, 16, Value.NONE);
    use(s, at);
    return true;
  }
}
