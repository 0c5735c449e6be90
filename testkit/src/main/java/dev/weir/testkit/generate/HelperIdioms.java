// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ArgFlag;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls of any helper the hook has, with arguments made up from its prototype.
final class HelperIdioms {
  /// What takes a special map; other helpers with a map take any.
  private static final Map<String, List<String>> MAPS =
      Map.ofEntries(
          Map.entry("perf_event_output", List.of("perf")),
          Map.entry("perf_event_read", List.of("perf")),
          Map.entry("perf_event_read_value", List.of("perf")),
          Map.entry("get_stackid", List.of("traces")),
          Map.entry("skb_under_cgroup", List.of("groups")),
          Map.entry("current_task_under_cgroup", List.of("groups")),
          Map.entry("redirect_map", List.of("devices", "devhash", "cpus", "xsks")),
          Map.entry("sk_redirect_map", List.of("socks")),
          Map.entry("msg_redirect_map", List.of("socks")),
          Map.entry("sock_map_update", List.of("socks")),
          Map.entry("sk_redirect_hash", List.of("sockhash")),
          Map.entry("msg_redirect_hash", List.of("sockhash")),
          Map.entry("sock_hash_update", List.of("sockhash")),
          Map.entry("sk_select_reuseport", List.of("reuse", "socks", "sockhash")),
          Map.entry("ringbuf_output", List.of("ring")),
          Map.entry("ringbuf_query", List.of("ring")),
          Map.entry("tail_call", List.of("jumps")),
          Map.entry("map_lookup_percpu_elem", List.of("percpu", "cpuhash")),
          Map.entry("sk_storage_get", List.of("storage")),
          Map.entry("sk_storage_delete", List.of("storage")));

  private HelperIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("helper", 24, HelperIdioms::any),
        new Idiom("helper simple", 8, HelperIdioms::simple));
  }

  private static boolean simple(Scene s) {
    List<Helper> helpers =
        Helpers.helpersOf(s.hook).stream().filter(h -> h.args().isEmpty()).toList();
    return !helpers.isEmpty() && call(s, s.dice.pick(helpers));
  }

  private static boolean any(Scene s) {
    return call(s, s.dice.pick(Helpers.helpersOf(s.hook)));
  }

  private static boolean call(Scene s, Helper helper) {
    boolean known =
        s.helper(helper.name()) != null && !s.plot.locked() && !helper.name().equals("tail_call");
    if (!known || !can(s, helper)) {
      return false;
    }
    MapSpec map = null;
    int size = 0;
    boolean contextNeeded =
        helper.args().stream().anyMatch(a -> a.kind() == dev.weir.bytecode.kernel.ArgKind.CTX);
    if (contextNeeded && s.find(v -> v.is(Kind.CTX) && v.offset() == 0, scratchArgs()) == null) {
      return false;
    }
    for (int i = 0; i < helper.args().size(); i++) {
      ArgType arg = helper.args().get(i);
      Reg reg = Reg.of(i + 1);
      switch (arg.kind()) {
        case CONST_MAP_PTR -> {
          String name = mapName(s, helper);
          map = s.plot.palette().map(name);
          s.w.map(reg, name);
        }
        case MAP_KEY -> memory(s, reg, map == null ? 8 : Math.max(1, map.keySize()), arg);
        case MAP_VALUE -> {
          if (arg.nullable() && s.dice.chance(50)) {
            s.w.move(reg, 0);
          } else {
            memory(s, reg, map == null ? 8 : Math.max(1, map.valueSize()), arg);
          }
        }
        case MEM -> {
          size = sizeOf(s, helper);
          if (arg.nullable() && s.dice.chance(40)) {
            size = 0;
            s.w.move(reg, 0);
          } else {
            memory(s, reg, size, arg);
          }
        }
        case FIXED_SIZE_MEM -> memory(s, reg, arg.sizeBytes(), arg);
        case CONST_SIZE, CONST_SIZE_OR_ZERO -> size(s, reg, size);
        case CTX -> context(s, reg, arg);
        case CONST_STR -> s.w.data(reg, ".rodata", s.dice.pick(Palette.STRINGS), 64);
        case BTF_ID_SOCK_COMMON, SOCK_COMMON, SOCKET, BTF_ID -> socket(s, reg, arg);
        default -> anything(s, reg, i);
      }
    }
    s.w.call(helper);
    result(s, helper, map);
    return true;
  }

  private static Reg[] scratchArgs() {
    return new Reg[] {Reg.R1, Reg.R2, Reg.R3, Reg.R4, Reg.R5, Reg.R0};
  }

  /// Whether all arguments can be had: special objects have idioms of their own.
  private static boolean can(Scene s, Helper helper) {
    for (ArgType arg : helper.args()) {
      if (arg.flags().contains(ArgFlag.RELEASE)) {
        return false;
      }
      switch (arg.kind()) {
        case BTF_ID_SOCK_COMMON, SOCK_COMMON, SOCKET -> {
          if (!arg.nullable() && keptSocket(s) == null) {
            return false;
          }
        }
        case BTF_ID -> {
          if (!arg.nullable() || keptSocket(s) == null) {
            return false;
          }
        }
        case SPIN_LOCK,
            TIMER,
            FUNC,
            DYNPTR,
            RINGBUF_MEM,
            KPTR_XCHG_DEST,
            PERCPU_BTF_ID,
            STACK,
            CONST_ALLOC_SIZE_OR_ZERO -> {
          return false;
        }
        default -> {}
      }
    }
    return helper.returns().kind() != ReturnKind.SOCKET && !helper.acquires();
  }

  private static @Nullable Reg keptSocket(Scene s) {
    return s.find(v -> v.is(Kind.SOCKET) && !v.nullable(), scratchArgs());
  }

  private static String mapName(Scene s, Helper helper) {
    List<String> names = MAPS.get(helper.name());
    if (names != null) {
      return s.dice.pick(names);
    }
    return s.dice.pick(s.dice.chance(80) ? MapIdioms.VALUES : s.plot.palette().names());
  }

  private static int sizeOf(Scene s, Helper helper) {
    return switch (helper.name()) {
      case "fib_lookup" -> 64;
      case "bind" -> s.dice.pick(16, 28);
      case "redirect_neigh" -> 20;
      case "csum_diff" -> s.dice.pick(4, 8, 16, 20);
      case "get_ns_current_pid_tgid" -> 8;
      case "trace_printk", "trace_vprintk" -> 6;
      default -> s.dice.pick(1, 2, 4, 6, 8, 12, 16, 20, 32, 48);
    };
  }

  private static void size(Scene s, Reg reg, int size) {
    if (s.dice.chance(80)) {
      s.w.move(reg, size);
      return;
    }
    s.w.move(reg, s.dice.below(1 + Math.max(1, size)));
    Reg index = s.find(v -> v.isBounded(Math.max(1, size)) && v.low() > 0, scratchArgs());
    if (index != null) {
      s.w.move(reg, index);
    } else if (size > 1 && s.plot.scalarField() >= 0) {
      Reg context = s.find(v -> v.is(Kind.CTX) && v.offset() == 0, scratchArgs());
      if (context != null) {
        s.w.load(MemSize.W, reg, context, s.plot.scalarField());
        s.w.and(reg, Integer.highestOneBit(size) - 1);
        s.w.add(reg, 1);
      }
    }
  }

  /// A pointer to memory of some size, most often on the stack.
  static void memory(Scene s, Reg reg, int size, ArgType arg) {
    if (s.dice.chance(25)) {
      Reg value =
          s.find(
              v ->
                  (v.is(Kind.MAP_VALUE) || v.is(Kind.MEMORY) || (v.isPacket() && !arg.writes()))
                      && !v.nullable()
                      && v.size() - v.offset() >= size,
              scratchArgs());
      if (value != null) {
        s.w.move(reg, value);
        return;
      }
    }
    if (size > 64) {
      s.w.mapValue(reg, "big", s.dice.below(8) * 8, 4096);
      return;
    }
    int at = s.stack(Math.max(1, size));
    if (!arg.uninit() || s.dice.chance(30)) {
      s.fill(at, size);
    }
    s.w.move(reg, Reg.R10);
    s.w.add(reg, at);
    if (arg.writes()) {
      s.w.track().store(at, (size + 7) / 8 * 8, Value.UNKNOWN);
    }
  }

  private static void context(Scene s, Reg reg, ArgType arg) {
    if (arg.nullable() && s.dice.chance(50)) {
      s.w.move(reg, 0);
      return;
    }
    Reg context = s.find(v -> v.is(Kind.CTX) && v.offset() == 0, scratchArgs());
    if (context != null) {
      s.w.move(reg, context);
    }
  }

  private static void socket(Scene s, Reg reg, ArgType arg) {
    Reg socket = keptSocket(s);
    if (socket == null || (arg.nullable() && s.dice.chance(20))) {
      s.w.move(reg, 0);
    } else {
      s.w.move(reg, socket);
    }
  }

  private static void anything(Scene s, Reg reg, int index) {
    Reg number = s.find(Value::isScalar, scratchArgs());
    if (number != null && s.dice.chance(40)) {
      s.w.move(reg, number);
    } else if (index >= 3 && s.dice.chance(70)) {
      s.w.move(reg, 0);
    } else {
      s.w.move(reg, s.dice.below(64));
    }
  }

  private static void result(Scene s, Helper helper, @Nullable MapSpec map) {
    boolean nullable = helper.returns().nullable();
    switch (helper.returns().kind()) {
      case MAP_VALUE -> {
        if (map != null && !MapType.ofNumber(map.type()).orElseThrow().keyless()) {
          s.w.set(Reg.R0, Value.mapValue(map.name(), map.valueSize(), nullable));
          MapIdioms.use(s);
        }
      }
      case TCP_SOCK -> s.w.set(Reg.R0, Value.socket("tcp", nullable, false));
      case SOCK_COMMON -> s.w.set(Reg.R0, Value.socket("common", nullable, false));
      case BTF_ID, MEM_OR_BTF_ID, DYNPTR_MEM, RINGBUF_MEM, SOCKET, VOID ->
          s.w.set(Reg.R0, Value.NONE);
      case INTEGER -> s.w.set(Reg.R0, Value.UNKNOWN);
    }
  }
}
