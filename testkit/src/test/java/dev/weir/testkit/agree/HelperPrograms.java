// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.agree.CallCode.Case;
import dev.weir.testkit.agree.CallCode.Value;
import dev.weir.testkit.generate.FuzzProgram;
import java.util.ArrayList;
import java.util.List;

/// Programs that call one helper: with arguments that its signature makes plausible, and with each
/// of them replaced by everything else a register can hold.
final class HelperPrograms {
  private static final List<String> MAPS =
      List.of(
          "hash",
          "array",
          "percpu",
          "lru",
          "reads",
          "queue",
          "bloom",
          "ring",
          "jumps",
          "perf",
          "groups",
          "traces",
          "socks",
          "sockhash",
          "devices",
          "devhash",
          "cpus",
          "xsks",
          "reuse",
          "cgstore",
          "storage",
          "locked",
          "outer",
          "hashes",
          "cpuhash",
          "pile");

  private final CallCode code;
  private final Helper helper;

  private HelperPrograms(Hook hook, Helper helper) {
    this.code = new CallCode(hook);
    this.helper = helper;
  }

  /// All programs for a helper at a hook.
  static List<Case> of(Hook hook, Helper helper) {
    List<Case> cases = new ArrayList<>();
    List<List<Value>> plausible = plausible(helper);
    for (List<Value> values : plausible) {
      cases.add(make(hook, helper, values));
    }
    List<Value> base = plausible.getFirst();
    for (int i = 0; i < helper.args().size(); i++) {
      for (Value other : others()) {
        List<Value> values = new ArrayList<>(base);
        values.set(i, other);
        cases.add(make(hook, helper, values));
      }
    }
    return cases;
  }

  /// Everything a register can hold.
  static List<Value> others() {
    List<Value> values = new ArrayList<>();
    for (String name :
        List.of(
            "0",
            "1",
            "-1",
            "16",
            "4096",
            "ctx",
            "ctx+8",
            "stack",
            "stack+1",
            "uninit",
            "below",
            "above",
            "packet",
            "packet+1",
            "packet+60",
            "socket",
            "socketornull",
            "number",
            "small",
            "rodata",
            "single",
            "lock",
            "reads value",
            "record",
            "valueornull",
            "value",
            "function",
            "nothing")) {
      values.add(Value.of(name));
    }
    values.add(new Value("map", "hash"));
    values.add(new Value("map", "array"));
    return values;
  }

  private static List<List<Value>> plausible(Helper helper) {
    List<List<Value>> result = new ArrayList<>();
    boolean hasMap =
        helper.args().stream()
            .anyMatch(a -> a.kind() == dev.weir.bytecode.kernel.ArgKind.CONST_MAP_PTR);
    for (String map : hasMap ? fitting(helper) : List.of("")) {
      List<Value> values = new ArrayList<>();
      for (ArgType arg : helper.args()) {
        values.add(plausible(arg, map));
      }
      result.add(values);
    }
    return result;
  }

  private static List<String> fitting(Helper helper) {
    String first =
        switch (helper.name()) {
          case "tail_call" -> "jumps";
          case "perf_event_output", "perf_event_read", "perf_event_read_value" -> "perf";
          case "ringbuf_output", "ringbuf_reserve", "ringbuf_query", "ringbuf_reserve_dynptr" ->
              "ring";
          case "skb_under_cgroup", "current_task_under_cgroup" -> "groups";
          case "redirect_map" -> "devices";
          case "sk_redirect_map", "msg_redirect_map", "sock_map_update" -> "socks";
          case "sk_redirect_hash", "msg_redirect_hash", "sock_hash_update" -> "sockhash";
          case "get_local_storage" -> "cgstore";
          case "sk_select_reuseport" -> "reuse";
          case "map_pop_elem", "map_peek_elem", "map_push_elem" -> "queue";
          case "map_lookup_percpu_elem" -> "percpu";
          case "sk_storage_get", "sk_storage_delete" -> "storage";
          case "get_stackid" -> "traces";
          default -> "array";
        };
    List<String> maps = new ArrayList<>(MAPS);
    maps.remove(first);
    maps.addFirst(first);
    return maps;
  }

  private static Value plausible(ArgType arg, String map) {
    return switch (arg.kind()) {
      case ANYTHING -> Value.of("0");
      case CTX -> Value.of("ctx");
      case CONST_MAP_PTR -> new Value("map", map);
      case MAP_KEY, MAP_VALUE, MEM, FIXED_SIZE_MEM, STACK -> Value.of("stack");
      case CONST_SIZE, CONST_SIZE_OR_ZERO, CONST_ALLOC_SIZE_OR_ZERO -> Value.of("16");
      case SOCK_COMMON, SOCKET, BTF_ID_SOCK_COMMON, BTF_ID -> Value.of("socket");
      case SPIN_LOCK -> Value.of("lock");
      case FUNC -> Value.of("function");
      case CONST_STR -> Value.of("rodata");
      case DYNPTR -> Value.of(arg.uninit() ? "uninit" : "stack");
      case RINGBUF_MEM -> Value.of("record");
      case PERCPU_BTF_ID, TIMER, KPTR_XCHG_DEST -> Value.of("single");
    };
  }

  private static Case make(Hook hook, Helper helper, List<Value> values) {
    HelperPrograms program = new HelperPrograms(hook, helper);
    return new Case(hook.name() + " " + helper.name() + values, program.assemble(values), false);
  }

  private FuzzProgram assemble(List<Value> values) {
    code.prologue(values);
    boolean record = values.stream().anyMatch(v -> v.name().equals("record"));
    boolean value = values.stream().anyMatch(v -> v.name().startsWith("value"));
    if (record) {
      code.reserve();
    } else if (value) {
      code.lookUp(values.stream().anyMatch(v -> v.name().equals("value")));
    }
    for (int i = 0; i < values.size(); i++) {
      code.put(Reg.of(i + 1), values.get(i));
    }
    code.helper(helper.name());
    boolean release = helper.acquires() && helper.returns().kind() != ReturnKind.BTF_ID;
    if (release) {
      code.exitIfNull(Reg.R0);
      code.emit(CallCode.mov(Reg.R1, Reg.R0));
      code.emit(CallCode.mov(Reg.R2, 0));
      code.helper(helper.name().equals("ringbuf_reserve") ? "ringbuf_discard" : "sk_release");
    } else if (helper.name().equals("spin_lock")) {
      code.refer(Reg.R1, new Target.MapValueRef("lockarray", 0));
      code.helper("spin_unlock");
    }
    code.exit();
    return code.program();
  }
}
