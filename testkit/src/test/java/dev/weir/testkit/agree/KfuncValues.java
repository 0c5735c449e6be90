// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.agree.CallCode.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What kernel functions take beside what helpers take: dynptrs, iterators, kernel objects, saved
/// interrupt flags. Each is made before the call, kept in a place of its own in the frame, and
/// given back at the end.
final class KfuncValues {
  private static final int LOCAL = -80;
  private static final int PACKET = -96;
  private static final int TASK = -104;
  private static final int GROUP = -112;
  private static final int CONTEXT = -120;
  private static final int FLAGS = -128;
  private static final int NUMBERS = -136;
  private static final int KEY = -144;
  private static final int CURRENT = -152;
  private static final int RECORD = -184;
  private static final int FRESH = -256;
  private static final Map<String, String> RELEASES =
      Map.of("task", "bpf_task_release", "cgroup", "bpf_cgroup_release", "key", "bpf_key_put");

  private final Hook hook;
  private final CallCode code;
  private final String given;

  /// @param given the value that the call takes away, empty for none
  KfuncValues(Hook hook, CallCode code, String given) {
    this.hook = hook;
    this.code = code;
    this.given = given;
  }

  /// The values that programs of a hook can make.
  static List<String> names(Hook hook) {
    return List.of(
            "dynptr",
            "packet dynptr",
            "ring dynptr",
            "numbers",
            "task",
            "taskornull",
            "cgroup",
            "key",
            "current",
            "kernel context",
            "flags",
            "fresh",
            "resilient",
            "timer",
            "work",
            "keeper",
            "text")
        .stream()
        .filter(name -> canMake(hook, name))
        .toList();
  }

  private static boolean canMake(Hook hook, String name) {
    return switch (name) {
      case "dynptr" -> Helpers.at(hook, "dynptr_from_mem").isPresent();
      case "ring dynptr" -> Helpers.at(hook, "ringbuf_reserve_dynptr").isPresent();
      case "current" -> Helpers.at(hook, "get_current_task_btf").isPresent();
      case "packet dynptr" -> has(hook, "bpf_dynptr_from_skb") || has(hook, "bpf_dynptr_from_xdp");
      case "task", "taskornull" -> has(hook, "bpf_task_from_pid");
      case "cgroup" -> has(hook, "bpf_cgroup_from_id");
      case "key" -> has(hook, "bpf_lookup_system_key");
      default -> true;
    };
  }

  private static boolean has(Hook hook, String name) {
    Optional<Kfunc> kfunc = Kfuncs.byName(name);
    return kfunc
        .flatMap(k -> Kfuncs.since(k, hook))
        .filter(KernelVersion.V6_18::atLeast)
        .isPresent();
  }

  /// Makes a value; those that [CallCode] makes are left alone.
  void make(Value value) {
    switch (value.name()) {
      case "dynptr" -> dynptr();
      case "packet dynptr" -> packet();
      case "ring dynptr" -> ring();
      case "numbers" -> numbers();
      case "task", "taskornull" -> object("bpf_task_from_pid", TASK, value.name());
      case "cgroup" -> object("bpf_cgroup_from_id", GROUP, value.name());
      case "key" -> object("bpf_lookup_system_key", KEY, value.name());
      case "current" -> {
        code.helper("get_current_task_btf");
        code.spill(CURRENT, Reg.R0);
      }
      case "kernel context" -> {
        code.emit(CallCode.mov(Reg.R1, Reg.R6));
        code.kfunc("bpf_cast_to_kern_ctx");
        code.spill(CONTEXT, Reg.R0);
      }
      case "flags" -> flags();
      case "record" -> {
        code.reserve();
        code.atExit(() -> {
          code.emit(CallCode.mov(Reg.R1, Reg.R9));
          code.emit(CallCode.mov(Reg.R2, 0));
          code.helper("ringbuf_discard");
        });
      }
      case "value" -> code.lookUp(true);
      case "valueornull" -> code.lookUp(false);
      default -> {}
    }
  }

  /// Puts a value into an argument register.
  void put(Reg reg, Value value) {
    switch (value.name()) {
      case "dynptr" -> code.offset(reg, Reg.R10, LOCAL);
      case "packet dynptr" -> code.offset(reg, Reg.R10, PACKET);
      case "ring dynptr" -> code.offset(reg, Reg.R10, RECORD);
      case "numbers" -> code.offset(reg, Reg.R10, NUMBERS);
      case "flags" -> code.offset(reg, Reg.R10, FLAGS);
      case "fresh" -> code.offset(reg, Reg.R10, FRESH);
      case "task", "taskornull" -> code.fill(reg, TASK);
      case "cgroup" -> code.fill(reg, GROUP);
      case "key" -> code.fill(reg, KEY);
      case "current" -> code.fill(reg, CURRENT);
      case "kernel context" -> code.fill(reg, CONTEXT);
      case "resilient" -> code.refer(reg, new Target.MapValueRef("resilient", 4));
      case "timer" -> code.refer(reg, new Target.MapValueRef("timers", 0));
      case "work" -> code.refer(reg, new Target.MapValueRef("works", 0));
      case "keeper" -> code.refer(reg, new Target.MapValueRef("keepers", 0));
      case "text" -> code.refer(reg, new Target.DataRef(".rodata", 48));
      default -> code.put(reg, value);
    }
  }

  private void dynptr() {
    code.refer(Reg.R1, new Target.MapValueRef("big", 0));
    code.emit(CallCode.mov(Reg.R2, 64));
    code.emit(CallCode.mov(Reg.R3, 0));
    code.offset(Reg.R4, Reg.R10, LOCAL);
    code.helper("dynptr_from_mem");
  }

  private void packet() {
    code.emit(CallCode.mov(Reg.R1, Reg.R6));
    code.emit(CallCode.mov(Reg.R2, 0));
    code.offset(Reg.R3, Reg.R10, PACKET);
    code.kfunc(has(hook, "bpf_dynptr_from_xdp") ? "bpf_dynptr_from_xdp" : "bpf_dynptr_from_skb");
  }

  private void ring() {
    code.refer(Reg.R1, new Target.MapRef("ring"));
    code.emit(CallCode.mov(Reg.R2, 32));
    code.emit(CallCode.mov(Reg.R3, 0));
    code.offset(Reg.R4, Reg.R10, RECORD);
    code.helper("ringbuf_reserve_dynptr");
    code.atExit(() -> {
      code.offset(Reg.R1, Reg.R10, RECORD);
      code.emit(CallCode.mov(Reg.R2, 0));
      code.helper("ringbuf_discard_dynptr");
    });
  }

  private void numbers() {
    code.offset(Reg.R1, Reg.R10, NUMBERS);
    code.emit(CallCode.mov(Reg.R2, 0));
    code.emit(CallCode.mov(Reg.R3, 4));
    code.kfunc("bpf_iter_num_new");
    if (!given.equals("numbers")) {
      code.atExit(() -> {
        code.offset(Reg.R1, Reg.R10, NUMBERS);
        code.kfunc("bpf_iter_num_destroy");
      });
    }
  }

  private void flags() {
    code.offset(Reg.R1, Reg.R10, FLAGS);
    code.kfunc("bpf_local_irq_save");
    if (!given.equals("flags")) {
      code.atExit(() -> {
        code.offset(Reg.R1, Reg.R10, FLAGS);
        code.kfunc("bpf_local_irq_restore");
      });
    }
  }

  private void object(String acquire, int place, String name) {
    code.emit(CallCode.mov(Reg.R1, 1));
    code.kfunc(acquire);
    boolean checked = !name.endsWith("ornull");
    if (checked) {
      code.exitIfNull(Reg.R0);
    }
    code.spill(place, Reg.R0);
    if (given.equals(name)) {
      return;
    }
    String release = RELEASES.get(checked ? name : "task");
    code.atExit(() -> {
      code.fill(Reg.R1, place);
      if (checked) {
        code.kfunc(release);
      } else {
        code.unless(Condition.EQ, Reg.R1, () -> code.kfunc(release));
      }
    });
  }
}
