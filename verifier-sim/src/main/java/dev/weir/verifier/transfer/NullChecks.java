// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;
import java.util.Optional;

/// What a comparison with null teaches about pointers.
///
/// @kernel v6.12 kernel/bpf/verifier.c mark_ptr_or_null_regs
public final class NullChecks {
  private static final long OFFSET_LIMIT = 1L << 29;

  private NullChecks() {}

  /// Decides, for every copy of a pointer that may be null, that it is null or that it is not.
  static void decide(State state, RegState checked, boolean isNull) {
    int id = checked.id();
    if (isNull && checked.refId() != 0 && checked.refId() == id) {
      // What was never acquired need not be given back.
      Optional<Reference> held =
          state.references().stream()
              .filter(r -> r.kind() == Reference.Kind.OBJECT && r.id() == id)
              .findFirst();
      held.ifPresent(state::release);
    }
    state.replaceAll(
        value -> value.maybeNull() && value.id() == id ? decide(value, isNull) : value);
  }

  private static RegState decide(RegState value, boolean isNull) {
    if (!value.scalar().bits().equals(Scalar.ZERO.bits())) {
      return value;
    }
    if (isNull) {
      return RegState.ZERO;
    }
    RegState pointer = nonNull(value);
    return mayLeadToLock(pointer) ? pointer : pointer.withId(0);
  }

  /// The pointer that remains when null is ruled out.
  public static RegState nonNull(RegState value) {
    if (value.type() != RegType.MAP_VALUE || !(value.target() instanceof ImageMap map)) {
      return value.minus(RegFlag.MAYBE_NULL);
    }
    Optional<ImageMap> inner = map.inner();
    if (inner.isPresent()) {
      RegState address = value.withFlags(0).withType(RegType.MAP_PTR).withTarget(inner.get());
      return has(inner.get(), SpecialField.Kind.TIMER)
              || has(inner.get(), SpecialField.Kind.WORKQUEUE)
              || has(inner.get(), SpecialField.Kind.TASK_WORK)
          ? address.withUid(value.id())
          : address;
    }
    RegState pointer = value.withFlags(0);
    if (map.type() == MapType.XSKMAP) {
      return pointer.withType(RegType.XDP_SOCK);
    }
    if (map.type() == MapType.SOCKMAP || map.type() == MapType.SOCKHASH) {
      return pointer.withType(RegType.SOCKET);
    }
    return pointer;
  }

  private static boolean mayLeadToLock(RegState pointer) {
    if (pointer.is(RegFlag.NON_OWN_REF)) {
      return true;
    }
    if (pointer.type() == RegType.BTF_ID && pointer.is(RegFlag.ALLOC)) {
      return true;
    }
    return pointer.type() == RegType.MAP_VALUE
        && pointer.target() instanceof ImageMap map
        && (has(map, SpecialField.Kind.SPIN_LOCK) || has(map, SpecialField.Kind.RES_SPIN_LOCK));
  }

  private static boolean has(ImageMap map, SpecialField.Kind kind) {
    return map.field(kind).isPresent();
  }

  /// Whether a pointer is certainly not null, as far as comparisons are concerned.
  static boolean certainlyNotNull(RegState value, KernelModel kernel) {
    if (value.maybeNull()
        || value.scalar().smin() <= -OFFSET_LIMIT
        || value.scalar().smax() >= OFFSET_LIMIT) {
      return false;
    }
    return switch (value.type()) {
      case SOCKET, TCP_SOCK, XDP_SOCK, BUF, MAP_VALUE, MAP_KEY, SOCK_COMMON, MAP_PTR -> true;
      case MEM -> !value.is(RegFlag.UNTRUSTED) || !kernel.has(Behaviour.UNTRUSTED_MAY_BE_NULL);
      case BTF_ID -> trusted(value);
      case NOT_INIT,
          SCALAR,
          CTX,
          STACK,
          PACKET_META,
          PACKET,
          PACKET_END,
          FLOW_KEYS,
          TP_BUFFER,
          ARENA,
          FUNC,
          DYNPTR,
          INSN ->
          false;
    };
  }

  private static boolean trusted(RegState value) {
    if (value.refId() != 0) {
      return true;
    }
    int trusting = RegFlag.ALLOC | RegFlag.TRUSTED | RegFlag.NON_OWN_REF;
    return (value.flags() & trusting) != 0 && (value.flags() & ~trusting) == 0;
  }
}
