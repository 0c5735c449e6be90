// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.AtomicOp;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Maps: lookups with their null checks, values at constant and variable offsets, changes, data
/// sections, maps of maps, queues.
final class MapIdioms {
  /// Maps whose values programs look up and use.
  static final List<String> VALUES =
      List.of(
          "hash",
          "array",
          "array",
          "single",
          "big",
          "percpu",
          "cpuhash",
          "lru",
          "lpm",
          "reads",
          "writes",
          "locked",
          "lockarray");

  private MapIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("map lookup", 22, MapIdioms::lookup),
        new Idiom("map value", 14, MapIdioms::access),
        new Idiom("map variable", 9, MapIdioms::variable),
        new Idiom("map atomic", 6, MapIdioms::atomic),
        new Idiom("map update", 7, MapIdioms::update),
        new Idiom("map delete", 3, MapIdioms::delete),
        new Idiom("map direct", 7, MapIdioms::direct),
        new Idiom("global data", 7, MapIdioms::data),
        new Idiom("map in map", 4, MapIdioms::inner),
        new Idiom("queue", 4, MapIdioms::queue),
        new Idiom("local storage", 2, MapIdioms::localStorage));
  }

  /// Puts a key into R2.
  static void key(Scene s, MapSpec map) {
    int size = Math.max(1, map.keySize());
    Reg packet = s.find(v -> v.isPacket() && v.size() - v.offset() >= size, Reg.R1, Reg.R2);
    if (packet != null && packet.number() > 5 && s.dice.chance(25)) {
      s.w.move(Reg.R2, packet);
      return;
    }
    Reg value = s.find(v -> v.is(Kind.MAP_VALUE) && !v.nullable() && v.size() - v.offset() >= size);
    if (value != null && value.number() > 5 && s.dice.chance(10)) {
      s.w.move(Reg.R2, value);
      return;
    }
    int at = s.stack(size);
    if (size == 4 && s.dice.chance(60)) {
      if (s.dice.chance(60)) {
        s.w.store(MemSize.W, Reg.R10, at, s.dice.below(Math.max(1, map.maxEntries()) + 2));
      } else {
        s.w.store(MemSize.W, Reg.R10, at, s.number());
      }
    } else {
      s.fill(at, size);
    }
    s.w.move(Reg.R2, Reg.R10);
    s.w.add(Reg.R2, at);
  }

  private static boolean lookup(Scene s) {
    Helper helper = s.helper("map_lookup_elem");
    if (helper == null || s.plot.locked()) {
      return false;
    }
    String name = s.dice.pick(VALUES);
    MapSpec map = s.plot.palette().map(name);
    key(s, map);
    s.w.map(Reg.R1, name);
    s.w.call(helper);
    s.w.set(Reg.R0, Value.mapValue(name, map.valueSize(), true));
    return use(s);
  }

  /// What follows a lookup: the null check, and keeping or using the value.
  static boolean use(Scene s) {
    Track before = s.w.track().copy();
    before.set(Reg.R0, Value.UNKNOWN);
    if (s.dice.chance(6)) {
      return true;
    }
    if (s.dice.chance(25)) {
      Reg kept = s.kept();
      if (kept != null) {
        s.w.move(kept, Reg.R0);
        int skip = s.leaveIfNull(s.dice.chance(50) ? kept : Reg.R0);
        s.w.set(kept, s.w.get(kept).checked());
        s.w.set(Reg.R0, s.w.get(Reg.R0).checked());
        access(s, kept);
        before.set(kept, Value.NONE);
        s.endIf(skip, before);
        return true;
      }
    }
    int skip = s.leaveIfNull(Reg.R0);
    if (s.dice.chance(70)) {
      access(s, Reg.R0);
    }
    Reg kept = s.dice.chance(50) ? s.kept() : null;
    if (kept != null) {
      s.w.move(kept, Reg.R0);
      before.set(kept, Value.NONE);
    }
    if (skip >= 0) {
      s.nest(s.dice.between(0, 2));
    }
    s.endIf(skip, before);
    return true;
  }

  private static boolean access(Scene s) {
    Reg base = memory(s);
    if (base == null) {
      return false;
    }
    access(s, base);
    return true;
  }

  private static @Nullable Reg memory(Scene s) {
    return s.find(v ->
        (v.is(Kind.MAP_VALUE) || v.is(Kind.MEMORY))
            && !v.nullable()
            && v.offset() >= 0
            && v.offset() < v.size());
  }

  /// Loads or stores within known memory.
  static void access(Scene s, Reg base) {
    Value memory = s.w.get(base);
    int room = memory.size() - memory.offset();
    if (room <= 0) {
      return;
    }
    MemSize size =
        s.dice.pick(List.of(MemSize.values()).stream().filter(m -> m.bytes() <= room).toList());
    int last = (room - size.bytes()) / size.bytes();
    int offset = (s.dice.chance(25) ? last : s.dice.below(last + 1)) * size.bytes();
    boolean lock = memory.name().startsWith("lock");
    if (lock && offset + memory.offset() < 4) {
      offset = 8 - memory.offset();
    }
    boolean readOnly = memory.name().equals("reads") || memory.name().equals(".rodata");
    boolean writeOnly = memory.name().equals("writes");
    if (readOnly || (!writeOnly && s.dice.chance(60))) {
      s.w.load(size, s.scratch(base), base, offset);
    } else if (s.dice.chance(50)) {
      s.w.store(size, base, offset, s.dice.number());
    } else {
      s.w.store(size, base, offset, s.number(base));
    }
  }

  /// An index into a value, bounded.
  private static boolean variable(Scene s) {
    Reg base = memory(s);
    if (base == null || s.w.get(base).name().startsWith("lock")) {
      return false;
    }
    Value memory = s.w.get(base);
    int room = memory.size() - memory.offset();
    MemSize size = s.dice.pick(MemSize.B, MemSize.H, MemSize.W, MemSize.DW);
    if (room < size.bytes() || memory.offset() % 8 != 0) {
      return false;
    }
    Reg index = s.number(base);
    s.bound(index, room / size.bytes() - 1);
    if (size != MemSize.B) {
      s.w.alu(
          s.dice.chance(70) ? AluOp.LSH : AluOp.MUL,
          Width.W64,
          index,
          s.dice.chance(70) ? Integer.numberOfTrailingZeros(size.bytes()) : size.bytes());
    }
    Reg cursor = s.scratch(base, index);
    s.w.move(cursor, base);
    s.w.alu(AluOp.ADD, Width.W64, cursor, index);
    s.w.set(cursor, Value.NONE);
    boolean readOnly = memory.name().equals("reads") || memory.name().equals(".rodata");
    if (readOnly || s.dice.chance(50)) {
      s.w.load(size, s.scratch(base), cursor, 0);
    } else {
      s.w.store(size, cursor, 0, s.number(base, cursor));
    }
    return true;
  }

  private static boolean atomic(Scene s) {
    Reg base = memory(s);
    if (base == null) {
      return false;
    }
    Value memory = s.w.get(base);
    boolean special =
        memory.name().equals("reads")
            || memory.name().equals(".rodata")
            || memory.name().equals("writes");
    int room = memory.size() - memory.offset();
    if (room < 16 || special || memory.offset() % 8 != 0) {
      return false;
    }
    MemSize size = s.dice.pick(MemSize.W, MemSize.DW);
    Reg src = s.number(base, Reg.R0);
    AtomicOp op = s.dice.pick(AtomicOp.values());
    boolean fetch = op == AtomicOp.XCHG || op == AtomicOp.CMPXCHG || s.dice.chance(40);
    if (op == AtomicOp.CMPXCHG) {
      if (base == Reg.R0) {
        return false;
      }
      if (!s.w.get(Reg.R0).isScalar()) {
        s.w.move(Reg.R0, 1);
      }
    }
    s.w.atomic(op, fetch, size, base, 8, src);
    return true;
  }

  private static boolean update(Scene s) {
    Helper helper = s.helper("map_update_elem");
    if (helper == null || s.plot.locked()) {
      return false;
    }
    String name =
        s.dice.pick("hash", "array", "single", "percpu", "cpuhash", "lru", "lpm", "locked");
    MapSpec map = s.plot.palette().map(name);
    int at = s.stack(map.valueSize());
    s.fill(at, map.valueSize());
    key(s, map);
    s.w.move(Reg.R3, Reg.R10);
    s.w.add(Reg.R3, at);
    s.w.move(Reg.R4, s.dice.below(3));
    s.w.map(Reg.R1, name);
    s.w.call(helper);
    return true;
  }

  private static boolean delete(Scene s) {
    Helper helper = s.helper("map_delete_elem");
    if (helper == null || s.plot.locked()) {
      return false;
    }
    String name = s.dice.pick("hash", "cpuhash", "lru", "lpm", "array");
    key(s, s.plot.palette().map(name));
    s.w.map(Reg.R1, name);
    s.w.call(helper);
    return true;
  }

  private static boolean direct(Scene s) {
    String name =
        s.dice.chance(95) ? s.dice.pick("single", "big", "big", "reads", "writes") : "array";
    MapSpec map = s.plot.palette().map(name);
    Reg kept = s.kept();
    Reg into = kept == null ? s.scratch() : kept;
    s.w.mapValue(into, name, s.dice.below(map.valueSize() / 8) * 8, map.valueSize());
    access(s, into);
    return true;
  }

  private static boolean data(Scene s) {
    Reg into = s.scratch();
    boolean constant = s.dice.chance(50);
    s.w.data(into, constant ? ".rodata" : ".bss", s.dice.below(8) * 8, 64);
    access(s, into);
    return true;
  }

  private static boolean inner(Scene s) {
    Helper helper = s.helper("map_lookup_elem");
    if (helper == null || s.plot.locked() || s.holds()) {
      return false;
    }
    boolean array = s.dice.chance(60);
    String name = array ? "outer" : "hashes";
    MapSpec map = s.plot.palette().map(name);
    key(s, map);
    s.w.map(Reg.R1, name);
    s.w.call(helper);
    s.w.set(Reg.R0, new Value(Kind.MAP, 0, -1, 0, 0, true, false, name));
    int skip = s.leaveIfNull(Reg.R0);
    if (skip >= 0) {
      Track before = s.w.track().copy();
      before.set(Reg.R0, Value.UNKNOWN);
      second(s, helper, map);
      s.endIf(skip, before);
    } else {
      second(s, helper, map);
    }
    return true;
  }

  private static void second(Scene s, Helper helper, MapSpec outer) {
    MapSpec map = outer.inner().orElseThrow();
    int at = s.stack(8);
    s.w.store(MemSize.DW, Reg.R10, at, s.dice.below(4));
    s.w.move(Reg.R2, Reg.R10);
    s.w.add(Reg.R2, at);
    s.w.move(Reg.R1, Reg.R0);
    s.w.call(helper);
    s.w.set(Reg.R0, Value.mapValue("inner", map.valueSize(), true));
    use(s);
  }

  private static boolean queue(Scene s) {
    Helper helper = s.helper(s.dice.pick("map_push_elem", "map_pop_elem", "map_peek_elem"));
    if (helper == null || s.plot.locked()) {
      return false;
    }
    String name = s.dice.pick("queue", "pile", "bloom");
    if (name.equals("bloom") && helper.name().equals("map_pop_elem")) {
      name = "queue";
    }
    MapSpec map = s.plot.palette().map(name);
    int at = s.stack(map.valueSize());
    if (!helper.name().equals("map_pop_elem") || s.dice.chance(50)) {
      s.fill(at, map.valueSize());
    }
    s.w.move(Reg.R2, Reg.R10);
    s.w.add(Reg.R2, at);
    s.w.map(Reg.R1, name);
    s.w.move(Reg.R3, 0);
    s.w.call(helper);
    s.w.track().store(at, map.valueSize(), Value.UNKNOWN);
    return true;
  }

  private static boolean localStorage(Scene s) {
    Helper helper = s.helper("get_local_storage");
    if (helper == null || s.plot.locked()) {
      return false;
    }
    s.w.map(Reg.R1, "cgstore");
    s.w.move(Reg.R2, 0);
    s.w.call(helper);
    s.w.set(Reg.R0, Value.mapValue("cgstore", 16, false));
    access(s, Reg.R0);
    return true;
  }
}
