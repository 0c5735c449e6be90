// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import java.util.Optional;

/// Values of maps: their size, what programs may do with them, their special fields, and the
/// contents of those that never change.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_map_access check_map_kptr_access bpf_map_direct_read
final class MapValues {
  private MapValues() {}

  /// Demands that an access is permitted, whatever it is made by.
  static void check(Access access, boolean zeroSize) {
    ImageMap map = map(access);
    checkFlags(access, map);
    Regions.check(access, size(map), zeroSize);
    for (SpecialField field : map.fields()) {
      if (access.first() < field.offset() + field.size()
          && field.offset() < access.offset() + access.variable().umax() + access.size()) {
        checkField(access, field);
      }
    }
  }

  /// What a load yields.
  static RegState value(Access access, boolean signed) {
    check(access, false);
    ImageMap map = map(access);
    Optional<SpecialField> pointer = pointerField(access, map);
    if (pointer.isPresent()) {
      return StoredPointers.load(access, pointer.get());
    }
    if (map.type() == MapType.INSN_ARRAY) {
      return instruction(access);
    }
    if (access.isConstant() && isConstant(map) && map.spec().maxEntries() != 1) {
      throw access.refused(
          Rule.READ_ONLY_MEMORY, ", whose constants have an address only where there is one entry");
    }
    return access.isConstant() && isConstant(map)
        ? RegState.scalar(Scalar.constant(constant(map, access, signed)))
        : RegState.UNKNOWN;
  }

  /// Demands that a value may be stored.
  static void store(Access access, Stored stored) {
    check(access, false);
    Optional<SpecialField> pointer = pointerField(access, map(access));
    if (pointer.isPresent()) {
      StoredPointers.store(access, pointer.get(), stored);
    }
  }

  /// Whether loads from a map can be replaced by what lies there.
  static boolean isConstant(ImageMap map) {
    return (map.spec().flags() & ImageMap.RDONLY_PROG) != 0
        && map.frozen()
        && map.contents().isPresent()
        && map.type() == MapType.ARRAY;
  }

  private static void checkFlags(Access access, ImageMap map) {
    if (access.kind() == AccessKind.WRITE && (map.spec().flags() & ImageMap.RDONLY_PROG) != 0) {
      throw access.refused(Rule.READ_ONLY_MEMORY, ", but programs may only read map " + map.name());
    }
    if (access.kind() == AccessKind.READ && (map.spec().flags() & ImageMap.WRONLY_PROG) != 0) {
      throw access.refused(
          Rule.WRITE_ONLY_MEMORY, ", but programs may only write map " + map.name());
    }
  }

  private static void checkField(Access access, SpecialField field) {
    String name = name(field);
    if (!isPointer(field)) {
      throw access.refused(
          Rule.SPECIAL_FIELD,
          ", but " + name + " lies at " + place(field) + ", which only its helpers may touch");
    }
    if (access.source() == Access.Source.CALL) {
      throw access.refused(
          Rule.SPECIAL_FIELD, ", but " + name + " lies at " + place(field) + "; calls may not");
    }
    if (!access.isConstant()) {
      throw access.refused(
          Rule.SPECIAL_FIELD,
          ", which may hit " + name + " at " + place(field) + "; the offset must be constant");
    }
    if (access.constantOffset() != field.offset() || access.size() != 8) {
      throw access.refused(
          Rule.SPECIAL_FIELD,
          ", but " + name + " at " + place(field) + " is accessed as a whole or not at all");
    }
  }

  private static Optional<SpecialField> pointerField(Access access, ImageMap map) {
    if (!access.isConstant()) {
      return Optional.empty();
    }
    return map.fields().stream()
        .filter(f -> isPointer(f) && f.offset() == access.constantOffset())
        .findFirst();
  }

  private static boolean isPointer(SpecialField field) {
    return switch (field.kind()) {
      case KPTR_UNREF, KPTR_REF, KPTR_PERCPU, UPTR -> true;
      case SPIN_LOCK,
          RES_SPIN_LOCK,
          TIMER,
          WORKQUEUE,
          TASK_WORK,
          LIST_HEAD,
          RB_ROOT,
          LIST_NODE,
          RB_NODE,
          REFCOUNT ->
          false;
    };
  }

  /// The address of an instruction, from an array of them.
  private static RegState instruction(Access access) {
    if (access.size() != 8) {
      throw access.refused(Rule.MEMORY_BOUNDS, ", but instruction addresses are loaded as 8 bytes");
    }
    return access.pointer().withType(RegType.INSN).withOff((int) access.offset());
  }

  /// The number that lies at a constant place.
  private static long constant(ImageMap map, Access access, boolean signed) {
    byte[] bytes = map.contents().orElseThrow();
    long value = 0;
    for (int i = 0; i < access.size(); i++) {
      int at = (int) access.constantOffset() + i;
      value |= (at < bytes.length ? bytes[at] & 0xffL : 0) << (i * Byte.SIZE);
    }
    int spare = Long.SIZE - access.size() * Byte.SIZE;
    return signed ? value << spare >> spare : value;
  }

  /// The bytes a pointer to a value reaches.
  static long size(ImageMap map) {
    return map.type() == MapType.INSN_ARRAY
        ? map.spec().maxEntries() * 8L
        : Integer.toUnsignedLong(map.valueSize());
  }

  static ImageMap map(Access access) {
    if (access.pointer().target() instanceof ImageMap map) {
      return map;
    }
    throw new IllegalStateException("a map pointer without a map");
  }

  private static String place(SpecialField field) {
    return field.offset() + ".." + (field.offset() + field.size());
  }

  private static String name(SpecialField field) {
    return switch (field.kind()) {
      case SPIN_LOCK -> "a `bpf_spin_lock`";
      case RES_SPIN_LOCK -> "a `bpf_res_spin_lock`";
      case TIMER -> "a `bpf_timer`";
      case WORKQUEUE -> "a `bpf_wq`";
      case TASK_WORK -> "a `bpf_task_work`";
      case KPTR_UNREF, KPTR_REF, KPTR_PERCPU -> "a kernel pointer";
      case UPTR -> "a user pointer";
      case LIST_HEAD -> "a `bpf_list_head`";
      case RB_ROOT -> "a `bpf_rb_root`";
      case LIST_NODE -> "a `bpf_list_node`";
      case RB_NODE -> "a `bpf_rb_node`";
      case REFCOUNT -> "a `bpf_refcount`";
    };
  }
}
