// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Structures described by BTF: the kernel's, and those a program allocates.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ptr_to_btf_access
final class KernelObjects {
  /// What makes a pointer certainly valid.
  private static final int TRUSTED = RegFlag.ALLOC | RegFlag.TRUSTED | RegFlag.NON_OWN_REF;

  /// Structures in a program's own objects that only helpers and kfuncs may touch.
  private static final Set<String> SPECIAL =
      Set.of(
          "bpf_spin_lock",
          "bpf_res_spin_lock",
          "bpf_timer",
          "bpf_wq",
          "bpf_task_work",
          "bpf_list_head",
          "bpf_list_node",
          "bpf_rb_root",
          "bpf_rb_node",
          "bpf_refcount");

  private KernelObjects() {}

  /// What a load yields.
  static RegState load(Access access) {
    check(access);
    BtfTarget target = target(access);
    boolean own = access.pointer().is(RegFlag.ALLOC);
    if (own) {
      checkOwn(access, target);
    }
    long offset = access.constantOffset();
    return loaded(
        access, target, StructWalk.at(target.btf(), target.typeId(), offset, access.size(), !own));
  }

  /// Demands that a store is permitted: to a program's own objects, and to the few fields of kernel
  /// objects that some program types may change.
  static void store(Access access) {
    check(access);
    RegState pointer = access.pointer();
    if (pointer.is(RegFlag.UNTRUSTED)) {
      throw access.refused(Rule.KERNEL_OBJECT, ", but programs may only read it here");
    }
    BtfTarget target = target(access);
    if (!pointer.is(RegFlag.ALLOC)) {
      if (!isWritableField(access, target)) {
        throw access.refused(Rule.KERNEL_OBJECT, ", but programs may only read kernel objects");
      }
      return;
    }
    if (!target.kernel()) {
      checkOwn(access, target);
    }
    StructWalk.Found found =
        StructWalk.at(target.btf(), target.typeId(), access.constantOffset(), access.size(), false);
    loaded(access, target, found);
  }

  /// What a load from a map itself yields.
  static RegState loadFromMap(Access access) {
    if (access.offset() < 0) {
      throw access.refused(Rule.KERNEL_OBJECT, ", which lies before its start");
    }
    KernelTypes types = access.walk().image().kernelTypes();
    String name = MapStructs.nameOf(MapValues.map(access).type());
    int id = types.struct(name).orElseThrow(() -> new Unmodelled("the layout of struct " + name));
    BtfTarget target = new BtfTarget(types.btf(), id);
    return switch (StructWalk.at(types.btf(), id, access.offset(), access.size(), true)) {
      case StructWalk.Found.Pointer pointer ->
          RegState.pointer(RegType.BTF_ID)
              .withTarget(new BtfTarget(types.btf(), pointer.typeId()))
              .withFlags(declared(pointer));
      case StructWalk.Found other -> loaded(access, target, other);
    };
  }

  private static void check(Access access) {
    RegState pointer = access.pointer();
    BtfTarget target = target(access);
    if (target.kernel() && !access.walk().image().gplCompatible()) {
      throw access.refused(
          Rule.KERNEL_OBJECT_LICENCE,
          ", but the program's licence is not compatible with the GPL",
          "the licence is \"" + access.walk().image().license() + "\"");
    }
    if (!access.isConstant()) {
      throw access.refused(
          Rule.VARIABLE_OFFSET, ", but kernel objects are accessed at constant offsets");
    }
    if (access.constantOffset() < 0) {
      throw access.refused(Rule.KERNEL_OBJECT, ", which lies before its start");
    }
    if (pointer.is(RegFlag.USER) || pointer.is(RegFlag.PERCPU)) {
      throw access.refused(
          Rule.KERNEL_OBJECT,
          pointer.is(RegFlag.USER)
              ? ", but it lies in user space: use `bpf_probe_read_user`"
              : ", but there is one per CPU: use `bpf_per_cpu_ptr`");
    }
  }

  private static RegState loaded(Access access, BtfTarget target, StructWalk.Found found) {
    return switch (found) {
      case StructWalk.Found.Number _ -> RegState.UNKNOWN;
      case StructWalk.Found.Pointer pointer ->
          access.pointer().is(RegFlag.ALLOC) ? RegState.UNKNOWN : pointer(access, target, pointer);
      case StructWalk.Found.OtherPointer _ -> otherPointer(access);
      case StructWalk.Found.Nothing nothing ->
          throw access.refused(Rule.KERNEL_OBJECT, ", but " + nothing.why());
      case StructWalk.Found.Unknown unknown ->
          throw new Unmodelled("the layout of struct " + unknown.name());
    };
  }

  /// From 6.17 on, pointers to anything but structures can be followed like untrusted memory.
  private static RegState otherPointer(Access access) {
    if (!access.walk().kernel().has(Behaviour.UNTRUSTED_MEMORY)) {
      return RegState.UNKNOWN;
    }
    return RegState.pointer(RegType.MEM).withFlags(RegFlag.RDONLY | RegFlag.UNTRUSTED);
  }

  private static RegState pointer(Access access, BtfTarget target, StructWalk.Found.Pointer found) {
    int flags = trust(access, target, found);
    RegState result =
        RegState.pointer(RegType.BTF_ID)
            .withTarget(new BtfTarget(target.btf(), found.typeId(), target.kernel()))
            .withFlags(flags);
    return (flags & RegFlag.MAYBE_NULL) != 0 ? result.withId(access.walk().newId()) : result;
  }

  /// How far a pointer that was loaded from an object can be relied on.
  private static int trust(Access access, BtfTarget target, StructWalk.Found.Pointer found) {
    RegState from = access.pointer();
    if (from.is(RegFlag.UNTRUSTED)) {
      return RegFlag.UNTRUSTED;
    }
    int flags = declared(found);
    if (!isTrusted(from) && !from.is(RegFlag.RCU)) {
      return flags & ~(TRUSTED | RegFlag.RCU);
    }
    if (isListed(access, target, found, "__safe_trusted")) {
      return flags | RegFlag.TRUSTED;
    }
    if (isListed(access, target, found, "__safe_trusted_or_null")) {
      return flags | RegFlag.TRUSTED | RegFlag.MAYBE_NULL;
    }
    if (!inReadSection(access.walk()) || from.maybeNull()) {
      return RegFlag.UNTRUSTED;
    }
    if (isListed(access, target, found, "__safe_rcu")) {
      return flags | RegFlag.RCU;
    }
    boolean listedOrNull = isListed(access, target, found, "__safe_rcu_or_null");
    if ((flags & RegFlag.RCU) != 0 || listedOrNull) {
      int kept = listedOrNull ? flags & ~RegFlag.UNTRUSTED : flags;
      return kept | RegFlag.RCU | RegFlag.MAYBE_NULL;
    }
    return (flags & (RegFlag.PERCPU | RegFlag.USER)) != 0
        ? flags
        : flags & ~(TRUSTED | RegFlag.RCU);
  }

  private static int declared(StructWalk.Found.Pointer found) {
    int flags =
        switch (found.tag()) {
          case "user" -> RegFlag.USER;
          case "percpu" -> RegFlag.PERCPU;
          case "rcu" -> RegFlag.RCU;
          default -> 0;
        };
    return found.union() ? flags | RegFlag.UNTRUSTED : flags;
  }

  private static boolean isTrusted(RegState pointer) {
    return pointer.refId() != 0
        || ((pointer.flags() & TRUSTED) != 0 && (pointer.flags() & ~TRUSTED) == 0);
  }

  /// Whether RCU-protected pointers stay valid here.
  static boolean inReadSection(Walk walk) {
    return walk.state().rcuLocks() > 0
        || !(walk.image().sleepable() || walk.state().sleepable())
        || walk.state().references().stream().anyMatch(r -> isLock(r.kind()));
  }

  private static boolean isLock(Reference.Kind kind) {
    return switch (kind) {
      case SPIN_LOCK, RES_SPIN_LOCK, RES_SPIN_LOCK_IRQ -> true;
      case OBJECT, IRQ -> false;
    };
  }

  /// Whether the kernel vouches for a field: it keeps such lists as structures whose names end in
  /// `__safe_*`.
  private static boolean isListed(
      Access access, BtfTarget target, StructWalk.Found.Pointer found, String suffix) {
    Btf btf = target.btf();
    BtfType struct = btf.type(target.typeId());
    return find(access, btf, struct.getClass(), struct.name() + suffix)
        .map(id -> StructWalk.members(btf.type(id)))
        .map(members -> members.stream().anyMatch(m -> isSame(btf, m, found)))
        .orElse(false);
  }

  @SuppressWarnings("ReferenceEquality") // the kernel's types are one object, with an index
  private static Optional<Integer> find(
      Access access, Btf btf, Class<? extends BtfType> kind, String name) {
    KernelTypes types = access.walk().image().kernelTypes();
    return types.btf() == btf ? types.find(kind, name) : btf.find(kind, name);
  }

  private static boolean isSame(Btf btf, BtfType.Member member, StructWalk.Found.Pointer found) {
    return member.name().equals(found.field())
        && btf.type(member.type()) instanceof BtfType.Ptr pointer
        && btf.strip(pointer.type()) == found.typeId();
  }

  /// Traffic control and XDP programs may set the mark of a connection.
  private static boolean isWritableField(Access access, BtfTarget target) {
    boolean hook =
        switch (access.walk().image().type()) {
          case SCHED_CLS, SCHED_ACT, XDP -> true;
          default -> false;
        };
    String name = target.btf().type(target.typeId()).name();
    if (!hook || !(name.equals("nf_conn") || name.equals("nf_conn___init"))) {
      return false;
    }
    List<BtfType.Member> members =
        find(access, target.btf(), BtfType.Struct.class, "nf_conn")
            .map(id -> StructWalk.members(target.btf().type(id)))
            .orElse(List.of());
    return members.stream()
        .filter(m -> m.name().equals("mark"))
        .anyMatch(m -> {
          long start = m.bitOffset() / Byte.SIZE;
          return access.constantOffset() >= start
              && access.constantOffset() + access.size() <= start + Integer.BYTES;
        });
  }

  /// Demands that an access to a program's own object hits none of its special fields.
  private static void checkOwn(Access access, BtfTarget target) {
    long start = access.constantOffset();
    checkSpecial(access, target.btf(), target.typeId(), start, start + access.size());
  }

  private static void checkSpecial(Access access, Btf btf, int typeId, long start, long end) {
    List<BtfType.Member> members = StructWalk.members(btf.type(btf.strip(typeId)));
    for (BtfType.Member member : members == null ? List.<BtfType.Member>of() : members) {
      long at = member.bitOffset() / Byte.SIZE;
      long size = btf.sizeBytes(member.type()).orElse(0);
      int id = btf.strip(member.type());
      if (id == 0 || start >= at + size || at >= end) {
        continue;
      }
      BtfType type = btf.type(id);
      if (SPECIAL.contains(type.name()) || isKernelPointer(btf, type)) {
        throw access.refused(
            Rule.SPECIAL_FIELD,
            ", but `" + member.name() + "` there changes only by its own functions");
      }
      if (StructWalk.members(type) != null) {
        checkSpecial(access, btf, id, start - at, end - at);
      }
    }
  }

  private static boolean isKernelPointer(Btf btf, BtfType type) {
    return type instanceof BtfType.Ptr pointer
        && pointer.type() != 0
        && btf.type(pointer.type()) instanceof BtfType.TypeTag tag
        && (tag.name().equals("kptr")
            || tag.name().equals("kptr_untrusted")
            || tag.name().equals("percpu_kptr"));
  }

  private static BtfTarget target(Access access) {
    if (access.pointer().target() instanceof BtfTarget target) {
      return target;
    }
    throw new Unmodelled("kernel objects of unknown type");
  }

  /// Whether a value is a pointer that was loaded from an object and may be stale.
  static boolean mayFault(RegState pointer) {
    return pointer.is(RegFlag.UNTRUSTED)
        || (pointer.type() == RegType.BTF_ID && pointer.flags() == 0);
  }

  /// A pointer to a kernel object handed to the program, which it can rely on.
  static RegState trusted(Btf btf, int typeId) {
    return RegState.pointer(RegType.BTF_ID)
        .withScalar(Scalar.ZERO)
        .withTarget(new BtfTarget(btf, typeId))
        .withFlags(RegFlag.TRUSTED);
  }
}
