// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.BtfTarget;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Pointers to objects that lie in map values (kptrs): what a load of one yields, and what may be
/// stored there.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_map_kptr_access
final class StoredPointers {
  /// Kernel objects that live on for a grace period after their last reference.
  private static final Set<String> PROTECTED =
      Set.of("prog_test_ref_kfunc", "cgroup", "bpf_cpumask", "task_struct", "bpf_crypto_ctx");

  private static final Set<String> NODES = Set.of("bpf_list_node", "bpf_rb_node");

  private StoredPointers() {}

  /// What a load yields: it may be null, and is untrusted unless a read section keeps it valid.
  static RegState load(Access access, SpecialField field) {
    checkPlain(access);
    BtfTarget target = target(access, field);
    RegState loaded =
        field.kind() == SpecialField.Kind.UPTR
            ? memory(target)
            : RegState.pointer(RegType.BTF_ID)
                .withTarget(target)
                .plus(trust(access, field, target));
    return loaded.plus(RegFlag.MAYBE_NULL).withId(access.walk().newId());
  }

  /// Demands that a value may be stored: zero, or a pointer to the field's type.
  static void store(Access access, SpecialField field, Stored stored) {
    checkPlain(access);
    if (field.kind() != SpecialField.Kind.KPTR_UNREF) {
      throw access.refused(
          Rule.SPECIAL_FIELD,
          ", but the kernel pointer there changes only by its helpers (`bpf_kptr_xchg`)");
    }
    if (stored.isZero()) {
      if (stored.reg() >= 0 && access.walk().kernel().has(Behaviour.ZERO_KPTR_PRECISE)) {
        access.walk().markPrecise(stored.reg());
      }
      return;
    }
    RegState value = stored.value();
    if (value == null || !fits(value, target(access, field))) {
      throw access.refused(
          Rule.SPECIAL_FIELD,
          ", but only zero or a pointer to struct " + field.pointee() + " fits there");
    }
  }

  private static void checkPlain(Access access) {
    if (access.source() != Access.Source.PLAIN) {
      throw access.refused(
          Rule.SPECIAL_FIELD, ", but kernel pointers take only plain loads and stores");
    }
  }

  private static RegState memory(BtfTarget target) {
    long size = target.btf().sizeBytes(target.typeId()).orElse(0);
    return RegState.pointer(RegType.MEM).withRange((int) size);
  }

  private static int trust(Access access, SpecialField field, BtfTarget target) {
    boolean percpu = field.kind() == SpecialField.Kind.KPTR_PERCPU;
    boolean counted = field.kind() == SpecialField.Kind.KPTR_REF;
    boolean lives = percpu || (counted && (!target.kernel() || PROTECTED.contains(name(target))));
    if (!lives
        || !KernelObjects.inReadSection(access.walk())
        || !access.walk().kernel().has(Behaviour.PROTECTED_KPTRS)) {
      return RegFlag.UNTRUSTED;
    }
    int flags = RegFlag.RCU;
    if (percpu) {
      flags |= RegFlag.PERCPU;
    } else if (!target.kernel()) {
      flags |= RegFlag.ALLOC;
    }
    return hasNode(target) ? flags | RegFlag.NON_OWN_REF : flags;
  }

  /// Whether a program's own structure can be part of a list or tree.
  private static boolean hasNode(BtfTarget target) {
    if (target.kernel()) {
      return false;
    }
    Btf btf = target.btf();
    List<BtfType.Member> members = StructWalk.members(btf.type(target.typeId()));
    return members != null
        && members.stream()
            .map(m -> btf.strip(m.type()))
            .anyMatch(id -> id != 0 && NODES.contains(btf.type(id).name()));
  }

  private static boolean fits(RegState value, BtfTarget wanted) {
    if (value.type() != RegType.BTF_ID || !(value.target() instanceof BtfTarget target)) {
      return false;
    }
    int permitted =
        target.kernel()
            ? RegFlag.MAYBE_NULL | RegFlag.TRUSTED | RegFlag.RCU | RegFlag.UNTRUSTED
            : RegFlag.MAYBE_NULL | RegFlag.ALLOC;
    long offset = value.off() + value.scalar().value();
    return (value.flags() & ~permitted) == 0
        && value.scalar().isConstant()
        && offset >= 0
        && holds(target, offset, wanted);
  }

  /// Whether a structure has another one at an offset, itself included.
  private static boolean holds(BtfTarget from, long offset, BtfTarget wanted) {
    BtfTarget current = from;
    long at = offset;
    while (at != 0 || !current.equals(wanted)) {
      Optional<StructWalk.Inner> inner = StructWalk.inner(current.btf(), current.typeId(), at);
      if (inner.isEmpty()) {
        return false;
      }
      current = new BtfTarget(from.btf(), inner.get().typeId(), from.kernel());
      at = inner.get().offset();
    }
    return true;
  }

  /// The kernel's structure of the field's name, or else the program's own.
  private static BtfTarget target(Access access, SpecialField field) {
    ProgramImage image = access.walk().image();
    KernelTypes types = image.kernelTypes();
    Optional<Integer> known =
        types.struct(field.pointee()).or(() -> types.find(BtfType.Forward.class, field.pointee()));
    if (known.isPresent()) {
      return new BtfTarget(types.btf(), known.get());
    }
    return image
        .types()
        .flatMap(btf ->
            btf.find(BtfType.Struct.class, field.pointee())
                .map(id -> new BtfTarget(btf, id, false)))
        .orElseThrow(() -> new Unmodelled("struct " + field.pointee()));
  }

  private static String name(BtfTarget target) {
    return target.btf().type(target.typeId()).name();
  }
}
