// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncArg;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.memory.AccessKind;
import dev.weir.verifier.memory.MemoryArgument;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.transfer.NullChecks;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// Arguments of kernel functions: what they are follows from their C types and the suffixes of
/// their names.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_kfunc_args get_kfunc_ptr_arg_type
final class KfuncArguments {
  private static final int TRUSTING = RegFlag.ALLOC | RegFlag.TRUSTED | RegFlag.NON_OWN_REF;

  private final CallFacts facts;
  private final Kfunc kfunc;
  private final List<KfuncArg> args;
  private final KernelTypes types;

  private KfuncArguments(CallFacts facts, Kfunc kfunc) {
    this.facts = facts;
    this.kfunc = kfunc;
    this.args = kfunc.args();
    this.types = facts.walk.image().kernelTypes();
  }

  /// Checks all arguments.
  static void check(CallFacts facts, Kfunc kfunc) {
    new KfuncArguments(facts, kfunc).check();
  }

  private void check() {
    for (int i = 0; i < args.size(); i++) {
      KfuncArg arg = args.get(i);
      if (arg.hasSuffix("ign") || arg.hasSuffix("prog")) {
        continue;
      }
      CType type = CType.of(arg.type());
      if (type.isPointer() || isFunction(arg)) {
        if (checkPointer(i, arg, type)) {
          i++;
        }
      } else {
        checkNumber(i + 1, arg);
      }
    }
    if (kfunc.has(KfuncFlag.RELEASE) && facts.releaseReg == 0) {
      throw new Violation(
          Rule.NOT_ACQUIRED, kfunc.name() + " is given nothing that could be released");
    }
  }

  private static boolean isFunction(KfuncArg arg) {
    return arg.type().isBlank()
        || arg.type().endsWith("_callback_t")
        || arg.name().equals("callback_fn");
  }

  private void checkNumber(int reg, KfuncArg arg) {
    RegState value = facts.read(reg);
    if (!value.isScalar()) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "a number");
    }
    if (arg.hasSuffix("k")) {
      constant(reg);
    } else if (arg.name().equals("rdonly_buf_size") || arg.name().equals("rdwr_buf_size")) {
      constant(reg);
      facts.memSize = value.scalar().value();
    }
  }

  private void constant(int reg) {
    RegState value = facts.reg(reg);
    if (!value.scalar().isConstant()) {
      throw facts.refused(Rule.ARGUMENT_NOT_CONSTANT, reg, "a known number");
    }
    facts.walk.markPrecise(reg);
    facts.constant = value.scalar().value();
  }

  private boolean trusting() {
    return kfunc.has(KfuncFlag.TRUSTED_ARGS)
        || kfunc.has(KfuncFlag.RCU)
        || facts.walk.kernel().has(Behaviour.KFUNCS_TRUST_NOTHING);
  }

  private boolean nullable(KfuncArg arg) {
    return arg.hasSuffix("nullable")
        || (arg.hasSuffix("opt") && facts.walk.kernel().has(Behaviour.KFUNCS_TRUST_NOTHING));
  }

  /// Whether the next argument, a size, was checked along.
  private boolean checkPointer(int index, KfuncArg arg, CType type) {
    int reg = index + 1;
    RegState value = facts.read(reg);
    boolean none = CallFacts.isNull(value);
    if (trusting() && (none || value.maybeNull()) && !nullable(arg)) {
      throw facts.refused(Rule.ARGUMENT_MAY_BE_NULL, reg, "a pointer that is not null");
    }
    noteReference(reg, value);
    if (facts.name.equals("bpf_cast_to_kern_ctx") || isContext(type)) {
      checkOffset(reg);
      if (value.type() != RegType.CTX) {
        throw facts.refused(Rule.ARGUMENT_KIND, reg, "the context");
      }
      return false;
    }
    if (arg.hasSuffix("nullable") && none) {
      return false;
    }
    if (special(index, arg, type)) {
      return false;
    }
    if (value.type() == RegType.BTF_ID || !alias(value).isEmpty()) {
      checkObject(reg, type);
      return false;
    }
    if (isFunction(arg)) {
      checkOffset(reg);
      if (value.type() != RegType.FUNC) {
        throw facts.refused(Rule.CALLBACK_ARGUMENT, reg, "the address of a function");
      }
      facts.callback = (FunctionImage) Objects.requireNonNull(value.target());
      if (facts.name.equals("bpf_wq_set_callback_impl")) {
        Callbacks.later(facts, Callback.LATER, true);
      }
      return false;
    }
    return checkMemory(index, arg, type);
  }

  private boolean isContext(CType type) {
    return type.pointers() == 1
        && facts
            .walk
            .image()
            .hook()
            .map(hook -> hook.context().struct().equals(type.struct()))
            .orElse(false);
  }

  private void noteReference(int reg, RegState value) {
    if (value.refId() == 0) {
      return;
    }
    if (kfunc.has(KfuncFlag.RELEASE)) {
      if (facts.refId != 0) {
        throw facts.refused(Rule.ARGUMENT_KIND, reg, "only one argument with a reference");
      }
      facts.releaseReg = reg;
    }
    facts.refId = value.refId();
  }

  private void checkOffset(int reg) {
    boolean release = kfunc.has(KfuncFlag.RELEASE) && facts.reg(reg).refId() != 0;
    RegisterKinds.checkOffset(facts, reg, release, false);
  }

  /// Arguments that are known by their type or suffix alone.
  private boolean special(int index, KfuncArg arg, CType type) {
    int reg = index + 1;
    String struct = type.struct();
    boolean iterator =
        index == 0
            && (kfunc.has(KfuncFlag.ITER_NEW)
                || kfunc.has(KfuncFlag.ITER_NEXT)
                || kfunc.has(KfuncFlag.ITER_DESTROY));
    if (struct.equals("bpf_dynptr")) {
      checkOffset(reg);
      checkDynptr(reg, arg);
    } else if (iterator || arg.hasSuffix("iter")) {
      checkOffset(reg);
      if (kfunc.name().equals("bpf_iter_css_task_new") && !mayWalkTasks()) {
        throw new Violation(
            Rule.KFUNC_UNAVAILABLE, kfunc.name() + " is for programs that may sleep");
      }
      Iterators.check(facts, reg, kfunc, struct);
    } else if (arg.hasSuffix("str")) {
      checkOffset(reg);
      if (facts.reg(reg).type() != RegType.MAP_VALUE || facts.reg(reg).maybeNull()) {
        throw facts.refused(Rule.CONSTANT_STRING, reg, "a constant string");
      }
      ConstantStrings.check(facts, reg);
    } else if ((arg.hasSuffix("map") || struct.equals("bpf_map"))
        && facts.reg(reg).type() == RegType.BTF_ID) {
      checkObject(reg, CType.of("struct bpf_map *"));
    } else if (arg.hasSuffix("map") || struct.equals("bpf_map")) {
      checkMap(reg);
    } else if (struct.equals("bpf_wq")) {
      Locks.field(facts, reg, SpecialField.Kind.WORKQUEUE);
      facts.map = (ImageMap) Objects.requireNonNull(facts.reg(reg).target());
      facts.mapUid = facts.reg(reg).uid();
    } else if (struct.equals("bpf_res_spin_lock")) {
      checkLock(reg);
    } else if (arg.hasSuffix("irq_flag")) {
      Interrupts.check(facts, reg, kfunc);
    } else {
      return false;
    }
    return true;
  }

  private boolean mayWalkTasks() {
    ProgramImage image = facts.walk.image();
    return Sections.maySleep(facts.walk)
        || image.attachType().equals(Optional.of(AttachType.TRACE_ITER));
  }

  private void checkLock(int reg) {
    boolean interrupts = kfunc.name().contains("irq");
    Reference.Kind kind =
        interrupts ? Reference.Kind.RES_SPIN_LOCK_IRQ : Reference.Kind.RES_SPIN_LOCK;
    if (facts.reg(reg).type() != RegType.MAP_VALUE) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "a `bpf_res_spin_lock` in a map value");
    }
    if (KfuncRules.isResourceLock(kfunc)) {
      Locks.take(facts, reg, kind);
    } else {
      Locks.release(facts, reg, kind);
    }
  }

  private void checkMap(int reg) {
    RegState value = facts.reg(reg);
    if (value.type() != RegType.MAP_PTR || !(value.target() instanceof ImageMap map)) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "a map");
    }
    if (facts.map != null && (!map.equals(facts.map) || facts.mapUid != value.uid())) {
      throw new Violation(
          Rule.MAP_MISMATCH,
          "R%d of %s is another map than the one R1 lies in".formatted(reg, facts.name));
    }
    facts.map = map;
    facts.mapUid = value.uid();
    checkOffset(reg);
  }

  private void checkDynptr(int reg, KfuncArg arg) {
    if (!arg.hasSuffix("uninit")) {
      facts.dynptr = Dynptrs.use(facts, reg, 0, false);
      return;
    }
    RegState parent = facts.dynptr;
    switch (kfunc.name()) {
      case "bpf_dynptr_from_skb" -> Dynptrs.make(facts, reg, RegFlag.DYNPTR_SKB, 0);
      case "bpf_dynptr_from_skb_meta" -> Dynptrs.make(facts, reg, RegFlag.DYNPTR_SKB_META, 0);
      case "bpf_dynptr_from_xdp" -> Dynptrs.make(facts, reg, RegFlag.DYNPTR_XDP, 0);
      case "bpf_dynptr_clone" -> {
        RegState original = Objects.requireNonNull(parent);
        Dynptrs.make(facts, reg, Dynptrs.kind(original), original.refId());
      }
      default -> throw new Unmodelled("dynptrs made by " + kfunc.name());
    }
  }

  /// The kernel's struct behind pointers that are no BTF pointers; empty for none.
  private static String alias(RegState value) {
    return switch (value.type()) {
      case SOCKET -> "sock";
      case SOCK_COMMON -> "sock_common";
      case TCP_SOCK -> "tcp_sock";
      case MAP_PTR -> "bpf_map";
      default -> "";
    };
  }

  private void checkObject(int reg, CType type) {
    RegState value = facts.reg(reg);
    if (!type.isStruct()) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "`" + type.base() + " *`");
    }
    if (trusting() && !trusted(value)) {
      boolean rcu = kfunc.has(KfuncFlag.RCU) && value.is(RegFlag.RCU);
      if (!rcu) {
        throw facts.refused(
            Rule.ARGUMENT_KIND,
            reg,
            kfunc.has(KfuncFlag.RCU)
                ? "a pointer that is trusted or protected by RCU"
                : "a pointer that is trusted or belongs to a reference");
      }
    }
    checkOffset(reg);
    boolean unsafe =
        value.type() == RegType.BTF_ID
            && (value.flags() & ~TRUSTING) != 0
            && !value.is(RegFlag.RCU);
    boolean strict = kfunc.has(KfuncFlag.RELEASE) && value.refId() != 0;
    if (unsafe || !leadsTo(value, type.struct(), strict)) {
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "a pointer to struct " + type.struct());
    }
  }

  private boolean trusted(RegState value) {
    if (value.refId() != 0) {
      return true;
    }
    boolean plain = (value.flags() & ~TRUSTING) == 0;
    return plain && (!alias(value).isEmpty() || (value.flags() & TRUSTING) != 0);
  }

  private boolean leadsTo(RegState value, String struct, boolean strict) {
    String wanted = struct.equals("__sk_buff") ? "sk_buff" : struct;
    String alias = alias(value);
    if (alias.isEmpty()) {
      return value.target() instanceof BtfTarget target
          && BtfMatch.leadsTo(target, value.off(), wanted, strict);
    }
    if (alias.equals(wanted)) {
      return true;
    }
    return types
        .struct(alias)
        .map(id -> BtfMatch.leadsTo(new BtfTarget(types.btf(), id), value.off(), wanted, strict))
        .orElse(false);
  }

  private boolean checkMemory(int index, KfuncArg arg, CType type) {
    int reg = index + 1;
    boolean sized = index + 1 < args.size() && isSize(index + 1);
    if (!type.leadsToNumbers(types) && !(sized && type.isVoid() && type.pointers() == 1)) {
      if (type.isStruct() && !types.complete() && types.struct(type.struct()).isEmpty()) {
        throw new Unmodelled("arguments of type struct " + type.struct());
      }
      throw facts.refused(Rule.ARGUMENT_KIND, reg, "`" + arg.type() + "`");
    }
    checkOffset(reg);
    if (!sized) {
      OptionalLong size = type.size(types);
      GlobalArguments.checkBothWays(facts.walk, reg, (int) size.orElseThrow());
      return false;
    }
    RegState value = facts.reg(reg);
    if (!CallFacts.isNull(value) || !(arg.hasSuffix("opt") || nullable(arg))) {
      checkSized(reg, value);
    }
    if (args.get(index + 1).hasSuffix("szk")) {
      constant(reg + 1);
    }
    return true;
  }

  private boolean isSize(int index) {
    KfuncArg arg = args.get(index);
    return (arg.hasSuffix("sz") || arg.hasSuffix("szk")) && facts.reg(index + 1).isScalar();
  }

  private void checkSized(int reg, RegState value) {
    if (value.maybeNull()) {
      facts.walk.frame().set(reg, NullChecks.nonNull(value));
    }
    MemoryArgument.checkSized(facts.walk, reg, reg + 1, AccessKind.READ, true, false);
    MemoryArgument.checkSized(facts.walk, reg, reg + 1, AccessKind.WRITE, true, false);
    if (value.maybeNull()) {
      facts.walk.frame().set(reg, value);
    }
  }
}
