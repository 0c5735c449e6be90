// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncArg;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.testkit.agree.CallCode.Case;
import dev.weir.testkit.agree.CallCode.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Programs that call one kernel function: with the arguments that its signature asks for, and with
/// each of them replaced by everything else a register can hold; and some that do not undo what the
/// function did.
final class KfuncPrograms {
  /// What ends what a function begins, where it is not the release of its result.
  private static final Map<String, String> ENDS =
      Map.of(
          "bpf_rcu_read_lock", "bpf_rcu_read_unlock",
          "bpf_preempt_disable", "bpf_preempt_enable",
          "bpf_local_irq_save", "bpf_local_irq_restore",
          "bpf_res_spin_lock", "bpf_res_spin_unlock",
          "bpf_res_spin_lock_irqsave", "bpf_res_spin_unlock_irqrestore");

  private static final Map<String, String> RELEASES =
      Map.of(
          "struct task_struct *", "bpf_task_release",
          "struct cgroup *", "bpf_cgroup_release",
          "struct bpf_key *", "bpf_key_put",
          "struct nf_conn *", "bpf_ct_release",
          "struct xfrm_state *", "bpf_xdp_xfrm_state_release");

  private final Hook hook;
  private final Kfunc kfunc;
  private final boolean clean;
  private final CallCode code;

  private KfuncPrograms(Hook hook, Kfunc kfunc, boolean clean) {
    this.hook = hook;
    this.kfunc = kfunc;
    this.clean = clean;
    this.code = new CallCode(hook);
  }

  /// All programs for a kernel function at a hook. Connection tracking of XDP is left out at `tc`,
  /// where the kernel takes any memory for the context; docs/verifier-differences.md lists it.
  static List<Case> of(Hook hook, Kfunc kfunc) {
    if (kfunc.name().startsWith("bpf_xdp_ct_") && hook.profile().equals("sched_cls")) {
      return List.of();
    }
    List<Case> cases = new ArrayList<>();
    List<Value> right = kfunc.args().stream().map(a -> right(kfunc, a)).toList();
    cases.add(make(hook, kfunc, right, true));
    cases.add(make(hook, kfunc, right, false));
    for (int i = 0; i < right.size(); i++) {
      if (isSecondMap(kfunc.args(), i)) {
        continue;
      }
      for (Value other : others(hook)) {
        List<Value> values = new ArrayList<>(right);
        values.set(i, other);
        cases.add(make(hook, kfunc, values, true));
      }
    }
    return cases;
  }

  /// A map that has to be the one of an argument before: kernels up to 6.18 fault at others without
  /// special fields, and at what is no map.
  private static boolean isSecondMap(List<KfuncArg> args, int index) {
    return index > 0 && args.get(index).hasSuffix("map");
  }

  private static List<Value> others(Hook hook) {
    List<Value> values = new ArrayList<>(HelperPrograms.others());
    KfuncValues.names(hook).forEach(name -> values.add(Value.of(name)));
    values.add(new Value("map", "works"));
    return values;
  }

  private static Value right(Kfunc kfunc, KfuncArg arg) {
    if (arg.name().endsWith("__sz") || arg.name().endsWith("__szk")) {
      return Value.of(size(kfunc));
    }
    return Value.of(
        switch (arg.type().replace("const ", "")) {
          case "struct bpf_dynptr *" ->
              arg.hasSuffix("uninit") ? "fresh" : arg.hasSuffix("nullable") ? "0" : "dynptr";
          case "struct __sk_buff *", "struct xdp_md *" -> "ctx";
          case "struct bpf_sock_addr_kern *", "struct bpf_sock_ops_kern *" -> "kernel context";
          case "struct task_struct *" -> "task";
          case "struct cgroup *" -> "cgroup";
          case "struct bpf_key *" -> "key";
          case "struct bpf_iter_num *" -> own(kfunc) ? "fresh" : "numbers";
          case "long unsigned int *" -> restores(kfunc) ? "flags" : "fresh";
          case "struct bpf_res_spin_lock *" -> "resilient";
          case "struct bpf_wq *" -> "work";
          case "char *" -> "text";
          case " *", "bpf_task_work_callback_t" -> "function";
          case "void *" -> nameless(arg.name());
          default -> other(arg);
        });
  }

  private static String nameless(String name) {
    if (name.contains("map")) {
      return "map";
    }
    return name.contains("obj") ? "ctx" : "stack";
  }

  private static String other(KfuncArg arg) {
    if (!arg.pointer()) {
      return "1";
    }
    return arg.type().contains("iter") ? "fresh" : "stack";
  }

  private static boolean own(Kfunc kfunc) {
    return kfunc.has(KfuncFlag.ITER_NEW);
  }

  private static boolean restores(Kfunc kfunc) {
    return kfunc.name().contains("restore");
  }

  /// Options of connection tracking are 12 or 16 bytes, tuples of addresses 12 or 36.
  private static String size(Kfunc kfunc) {
    return kfunc.name().contains("_ct_") ? "12" : "16";
  }

  private static Case make(Hook hook, Kfunc kfunc, List<Value> values, boolean clean) {
    KfuncPrograms program = new KfuncPrograms(hook, kfunc, clean);
    String name = hook.name() + " " + kfunc.name() + values + (clean ? "" : " and no end");
    program.write(values);
    return new Case(name, program.code.program(), true);
  }

  private void write(List<Value> values) {
    code.prologue(values);
    KfuncValues made = new KfuncValues(hook, code, taken(values));
    values.stream().distinct().forEach(made::make);
    before(made);
    for (int i = 0; i < values.size(); i++) {
      Value value = values.get(i);
      made.put(Reg.of(i + 1), value.equals(Value.of("map")) ? new Value("map", "works") : value);
    }
    code.kfunc(kfunc.name());
    if (clean) {
      after(values);
    }
    code.exit();
  }

  /// The value that a releasing function takes.
  private String taken(List<Value> values) {
    boolean takes =
        kfunc.has(KfuncFlag.RELEASE) || kfunc.has(KfuncFlag.ITER_DESTROY) || restores(kfunc);
    return takes ? values.getLast().name() : "";
  }

  /// What has to be begun so that the function may end it.
  private void before(KfuncValues made) {
    switch (kfunc.name()) {
      case "bpf_rcu_read_unlock" -> code.kfunc("bpf_rcu_read_lock");
      case "bpf_preempt_enable" -> code.kfunc("bpf_preempt_disable");
      case "bpf_res_spin_unlock" -> {
        made.put(Reg.R1, Value.of("resilient"));
        code.kfunc("bpf_res_spin_lock");
        code.unless(Condition.EQ, Reg.R0, code::exit);
      }
      default -> iterator();
    }
  }

  /// An iterator of the function's kind in the fresh part of the frame.
  private void iterator() {
    boolean other = !kfunc.name().startsWith("bpf_iter_num");
    if (!other || !(kfunc.has(KfuncFlag.ITER_NEXT) || kfunc.has(KfuncFlag.ITER_DESTROY))) {
      return;
    }
    String kind = kfunc.name().substring(0, kfunc.name().lastIndexOf('_'));
    code.offset(Reg.R1, Reg.R10, -256);
    code.put(Reg.R2, Value.of("stack"));
    code.emit(CallCode.mov(Reg.R3, 1));
    code.kfunc(kind + "_new");
    if (kfunc.has(KfuncFlag.ITER_NEXT)) {
      code.atExit(() -> destroy(kind));
    }
  }

  private void destroy(String kind) {
    code.offset(Reg.R1, Reg.R10, -256);
    code.kfunc(kind + "_destroy");
  }

  private void after(List<Value> values) {
    String name = kfunc.name();
    String end = ENDS.get(name);
    if (end != null) {
      end(values, end);
    } else if (kfunc.has(KfuncFlag.ITER_NEW)) {
      code.atExit(() -> {
        new KfuncValues(hook, code, "").put(Reg.R1, values.getFirst());
        code.kfunc(name.substring(0, name.lastIndexOf('_')) + "_destroy");
      });
    } else if (kfunc.has(KfuncFlag.ACQUIRE) && RELEASES.containsKey(kfunc.returns())) {
      code.unless(
          Condition.EQ,
          Reg.R0,
          () -> {
            code.emit(CallCode.mov(Reg.R1, Reg.R0));
            code.kfunc(RELEASES.getOrDefault(kfunc.returns(), ""));
          });
    }
  }

  private void end(List<Value> values, String end) {
    if (kfunc.has(KfuncFlag.RET_NULL)) {
      code.unless(Condition.EQ, Reg.R0, code::exit);
    }
    KfuncValues again = new KfuncValues(hook, code, "");
    for (int i = 0; i < values.size(); i++) {
      again.put(Reg.of(i + 1), values.get(i));
    }
    code.kfunc(end);
  }
}
