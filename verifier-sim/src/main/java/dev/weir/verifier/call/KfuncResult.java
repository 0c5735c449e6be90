// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.Objects;
import java.util.OptionalLong;

/// What a kernel function leaves in R0.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_kfunc_call
final class KfuncResult {
  /// Types that a kernel can have at most.
  private static final int MOST_TYPES = 0xfffff;

  private KfuncResult() {}

  /// The result, as a fresh value.
  static RegState of(CallFacts facts, Kfunc kfunc) {
    CType type = CType.of(kfunc.returns());
    if (!type.isPointer()) {
      if (type.isVoid()) {
        return RegState.NOT_INIT;
      }
      return KfuncRules.isResourceLock(kfunc) ? RegState.ZERO : RegState.UNKNOWN;
    }
    RegState result = pointer(facts, kfunc, type);
    Walk walk = facts.walk;
    if (kfunc.has(KfuncFlag.RET_NULL)) {
      result = result.plus(RegFlag.MAYBE_NULL).withId(walk.newId());
    }
    if (kfunc.has(KfuncFlag.ACQUIRE)) {
      int id = References.acquire(walk);
      result = result.withRefId(id);
      if (kfunc.has(KfuncFlag.RET_NULL)) {
        result = result.withId(id);
      }
    }
    return result;
  }

  private static RegState pointer(CallFacts facts, Kfunc kfunc, CType type) {
    KernelTypes types = facts.walk.image().kernelTypes();
    switch (kfunc.name()) {
      case "bpf_cast_to_kern_ctx" -> {
        return RegState.pointer(RegType.BTF_ID)
            .withFlags(RegFlag.TRUSTED)
            .withTarget(kernelContext(facts.walk.image()));
      }
      case "bpf_rdonly_cast" -> {
        return cast(facts, types);
      }
      case "bpf_dynptr_slice", "bpf_dynptr_slice_rdwr" -> {
        return slice(facts, kfunc);
      }
      default -> {}
    }
    if (type.isVoid()) {
      return RegState.UNKNOWN;
    }
    if (type.isStruct()) {
      return object(facts, kfunc, type, types);
    }
    if (facts.memSize != 0) {
      return RegState.pointer(RegType.MEM).withRange((int) facts.memSize).withRefId(facts.refId);
    }
    OptionalLong size = type.size(types);
    if (size.isEmpty()) {
      throw new Unmodelled("the result of " + kfunc.name());
    }
    return RegState.pointer(RegType.MEM)
        .withFlags(RegFlag.RDONLY)
        .withRange((int) size.getAsLong())
        .withRefId(facts.refId);
  }

  private static RegState object(CallFacts facts, Kfunc kfunc, CType type, KernelTypes types) {
    BtfTarget target =
        BtfMatch.kernelStruct(types, type.struct())
            .orElseThrow(() -> new Unmodelled("objects of type struct " + type.struct()));
    RegState value = RegState.pointer(RegType.BTF_ID).withTarget(target);
    if (kfunc.has(KfuncFlag.ITER_NEXT)) {
      return value.plus(Iterators.isProtected(facts) ? RegFlag.RCU : RegFlag.TRUSTED);
    }
    if (kfunc.name().equals("bpf_get_kmem_cache")) {
      return value.plus(RegFlag.UNTRUSTED);
    }
    return value;
  }

  private static RegState cast(CallFacts facts, KernelTypes types) {
    long id = Objects.requireNonNull(facts.constant);
    if (id == 0 && facts.walk.kernel().has(Behaviour.CASTS_TO_NOTHING)) {
      return RegState.pointer(RegType.MEM).withFlags(RegFlag.RDONLY | RegFlag.UNTRUSTED);
    }
    if (id > MOST_TYPES) {
      throw noStruct(id);
    }
    if (!types.complete()) {
      // The ids are those of the loading kernel, not of the bundled excerpt.
      throw new Unmodelled("casts to kernel types by id");
    }
    if (id <= 0 || id > types.btf().types().size() || !isObject(types.btf().type((int) id))) {
      throw noStruct(id);
    }
    return RegState.pointer(RegType.BTF_ID)
        .withFlags(RegFlag.UNTRUSTED)
        .withTarget(new BtfTarget(types.btf(), (int) id));
  }

  private static Violation noStruct(long id) {
    return new Violation(
        Rule.KFUNC_TYPE, "bpf_rdonly_cast is given " + id + ", which is no id of a struct");
  }

  private static boolean isObject(BtfType type) {
    return type instanceof BtfType.Struct || type instanceof BtfType.Union;
  }

  private static RegState slice(CallFacts facts, Kfunc kfunc) {
    RegState dynptr = Objects.requireNonNull(facts.dynptr);
    RegState value =
        RegState.pointer(RegType.MEM)
            .withFlags(Dynptrs.kind(dynptr))
            .withRange(Objects.requireNonNull(facts.constant).intValue())
            .withUid(dynptr.id());
    if (kfunc.name().equals("bpf_dynptr_slice")) {
      return value.plus(RegFlag.RDONLY);
    }
    boolean writable =
        facts.walk.image().hook().map(hook -> hook.packet() == PacketAccess.WRITE).orElse(false);
    if (!writable) {
      throw new Violation(
          Rule.PACKET_READ_ONLY, kfunc.name() + " needs a hook that may write packets");
    }
    return value;
  }

  private static BtfTarget kernelContext(ProgramImage image) {
    String struct = kernelContext(image.type());
    return BtfMatch.kernelStruct(image.kernelTypes(), struct)
        .orElseThrow(() -> new Unmodelled("objects of type struct " + struct));
  }

  private static String kernelContext(ProgramType type) {
    return switch (type) {
      case SOCKET_FILTER,
          SCHED_CLS,
          SCHED_ACT,
          CGROUP_SKB,
          LWT_IN,
          LWT_OUT,
          LWT_XMIT,
          LWT_SEG6LOCAL,
          SK_SKB ->
          "sk_buff";
      case FLOW_DISSECTOR -> "bpf_flow_dissector";
      case XDP -> "xdp_buff";
      case CGROUP_SOCK -> "sock";
      case CGROUP_SOCK_ADDR -> "bpf_sock_addr_kern";
      case SOCK_OPS -> "bpf_sock_ops_kern";
      case SK_MSG -> "sk_msg";
      case CGROUP_DEVICE -> "bpf_cgroup_dev_ctx";
      case CGROUP_SYSCTL -> "bpf_sysctl_kern";
      case CGROUP_SOCKOPT -> "bpf_sockopt_kern";
      case SK_REUSEPORT -> "sk_reuseport_kern";
      case SK_LOOKUP -> "bpf_sk_lookup_kern";
      case NETFILTER -> "bpf_nf_ctx";
      default -> throw new Unmodelled("kernel contexts of " + type.kernelName() + " programs");
    };
  }
}
