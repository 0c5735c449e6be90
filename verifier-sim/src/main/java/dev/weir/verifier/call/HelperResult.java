// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.kernel.ReturnType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a helper leaves in R0.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_helper_call do_refine_retval_range
final class HelperResult {
  /// The most processors that a stock x86-64 kernel is built for, less one.

  /// Helpers whose result belongs to the reference of their argument.
  private static final Set<String> CASTS =
      Set.of(
          "tcp_sock",
          "sk_fullsock",
          "skc_to_tcp_sock",
          "skc_to_tcp6_sock",
          "skc_to_udp6_sock",
          "skc_to_mptcp_sock",
          "skc_to_tcp_timewait_sock",
          "skc_to_tcp_request_sock");

  private HelperResult() {}

  /// The result, as a fresh value.
  static RegState of(CallFacts facts, Helper helper) {
    ReturnType type = helper.returns();
    RegState result =
        switch (type.kind()) {
          case INTEGER -> RegState.scalar(number(facts, helper.name()));
          case VOID -> RegState.NOT_INIT;
          case MAP_VALUE -> mapValue(facts, helper, type);
          case SOCKET -> pointer(RegType.SOCKET, type);
          case SOCK_COMMON -> pointer(RegType.SOCK_COMMON, type);
          case TCP_SOCK -> pointer(RegType.TCP_SOCK, type);
          case RINGBUF_MEM ->
              pointer(RegType.MEM, type).plus(RegFlag.RINGBUF).withRange((int) facts.memSize);
          case DYNPTR_MEM -> slice(facts, type);
          case BTF_ID -> object(facts, helper, type);
          case MEM_OR_BTF_ID -> throw new Unmodelled("per-CPU variables of the kernel");
        };
    if (result.maybeNull()) {
      result = result.withId(facts.walk.newId());
    }
    return withReference(facts, helper, result);
  }

  private static RegState pointer(RegType kind, ReturnType type) {
    RegState value = RegState.pointer(kind);
    return type.nullable() ? value.plus(RegFlag.MAYBE_NULL) : value;
  }

  private static RegState mapValue(CallFacts facts, Helper helper, ReturnType type) {
    ImageMap map = Objects.requireNonNull(facts.map);
    RegState value = RegState.pointer(RegType.MAP_VALUE).withTarget(map).withUid(facts.mapUid);
    boolean found =
        helper.name().equals("map_lookup_elem")
            && facts.constantKey >= 0
            && facts.constantKey < Integer.toUnsignedLong(map.spec().maxEntries());
    if (type.nullable() && !found) {
      return value.plus(RegFlag.MAYBE_NULL);
    }
    boolean locks =
        map.field(SpecialField.Kind.SPIN_LOCK).isPresent()
            || map.field(SpecialField.Kind.RES_SPIN_LOCK).isPresent();
    return locks ? value.withId(facts.walk.newId()) : value;
  }

  private static RegState slice(CallFacts facts, ReturnType type) {
    RegState dynptr = Objects.requireNonNull(facts.dynptr);
    return pointer(RegType.MEM, type)
        .withRange((int) facts.memSize)
        .withUid(dynptr.id())
        .withRefId(dynptr.refId());
  }

  private static RegState object(CallFacts facts, Helper helper, ReturnType type) {
    Walk walk = facts.walk;
    RegState value = pointer(RegType.BTF_ID, type);
    if (helper.name().equals("kptr_xchg")) {
      SpecialField field = Objects.requireNonNull(facts.field);
      BtfTarget target =
          KernelPointers.target(walk, field)
              .orElseThrow(() -> new Unmodelled("kernel pointers to " + field.pointee()));
      if (target.kernel()) {
        return value.withTarget(target);
      }
      boolean percpu = field.kind() == SpecialField.Kind.KPTR_PERCPU;
      return value.withTarget(target).plus(RegFlag.ALLOC | (percpu ? RegFlag.PERCPU : 0));
    }
    BtfTarget target =
        BtfMatch.kernelStruct(walk.image().kernelTypes(), type.btfType())
            .orElseThrow(() -> new Unmodelled("objects of type struct " + type.btfType()));
    boolean trusted = helper.name().equals("get_current_task_btf");
    return value.withTarget(target).plus(trusted ? RegFlag.TRUSTED : 0);
  }

  private static RegState withReference(CallFacts facts, Helper helper, RegState result) {
    if (CASTS.contains(helper.name())) {
      return result.withRefId(facts.refId);
    }
    if (acquires(helper, facts.map)) {
      int id = References.acquire(facts.walk);
      return result.withId(id).withRefId(id);
    }
    return result;
  }

  private static boolean acquires(Helper helper, @Nullable ImageMap map) {
    return helper.acquires()
        || (helper.name().equals("map_lookup_elem")
            && map != null
            && (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH));
  }

  private static Scalar number(CallFacts facts, String helper) {
    Walk walk = facts.walk;
    return switch (helper) {
      case "get_stack",
          "get_task_stack",
          "probe_read_str",
          "probe_read_kernel_str",
          "probe_read_user_str" ->
          Scalar.UNKNOWN.within(-HelperRules.MAX_ERRNO, (int) facts.sizeMax, walk.kernel());
      case "get_smp_processor_id" ->
          Scalar.UNKNOWN.within(0, walk.kernel().processors() - 1, walk.kernel());
      case "get_retval" -> hookResult(walk);
      default -> Scalar.UNKNOWN;
    };
  }

  private static Scalar hookResult(Walk walk) {
    ProgramImage image = walk.image();
    boolean anything =
        image.type() == ProgramType.LSM
            || (image.type() == ProgramType.CGROUP_SOCKOPT
                && image.attachType().equals(Optional.of(AttachType.CGROUP_GETSOCKOPT)));
    return anything || !walk.kernel().has(Behaviour.RESULT_OF_HOOK_CHECKED)
        ? Scalar.UNKNOWN
        : Scalar.UNKNOWN.within(-HelperRules.MAX_ERRNO, 0, walk.kernel());
  }
}
