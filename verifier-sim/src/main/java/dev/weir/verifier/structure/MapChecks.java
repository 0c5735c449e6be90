// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Rule;
import java.util.EnumSet;
import java.util.Set;

/// Which maps a program may refer to at all, and the addresses of values in them; asked of every
/// reference, whether a path reaches it or not.
///
/// @kernel v6.18 kernel/bpf/verifier.c resolve_pseudo_ldimm64 check_map_prog_compatibility
final class MapChecks {
  private static final Set<ProgramType> TRACING =
      EnumSet.of(
          ProgramType.KPROBE,
          ProgramType.TRACEPOINT,
          ProgramType.PERF_EVENT,
          ProgramType.RAW_TRACEPOINT,
          ProgramType.RAW_TRACEPOINT_WRITABLE);

  private MapChecks() {}

  static void check(Slots slots, KernelModel kernel) {
    ProgramImage image = slots.image();
    Set<MapType> groupStorage = EnumSet.noneOf(MapType.class);
    Set<ImageMap> seen = new java.util.HashSet<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      Reference reference = image.references().get(slot);
      if (!(slots.at(slot) instanceof Insn.LoadImm64<Reg>) || reference == null) {
        continue;
      }
      switch (reference) {
        case Reference.MapAddress(ImageMap map) -> {
          if (seen.add(map)) {
            compatible(slot, image, map, groupStorage, kernel);
          }
        }
        case Reference.MapValueAddress(ImageMap map, int offset) -> {
          address(slot, map, offset, kernel);
          if (seen.add(map)) {
            compatible(slot, image, map, groupStorage, kernel);
          }
        }
        case Reference.FunctionAddress _,
            Reference.LocalCall _,
            Reference.KfuncCall _,
            Reference.KernelVariable _,
            Reference.Missing _ -> {}
      }
    }
  }

  private static void address(int slot, ImageMap map, int offset, KernelModel kernel) {
    boolean known =
        map.type() == MapType.ARRAY
            || map.type() == MapType.ARENA
            || map.type() == MapType.INSN_ARRAY
            || (map.type() == MapType.PERCPU_ARRAY && kernel.has(Behaviour.PER_CPU_ADDRESS));
    if (!known) {
      throw new Misplaced(
          slot,
          Rule.MAP_VALUE_ADDRESS,
          "maps of type "
              + map.type().kernelName()
              + " have no values with a fixed address, such as that of `"
              + map.name()
              + "`");
    }
    if (map.type() == MapType.ARENA || map.type() == MapType.INSN_ARRAY) {
      return;
    }
    if (map.spec().maxEntries() != 1) {
      throw new Misplaced(
          slot,
          Rule.MAP_VALUE_ADDRESS,
          "map `" + map.name() + "` has more than one value, so its value has no fixed address");
    }
    if (offset < 0 || offset >= map.valueSize()) {
      throw new Misplaced(
          slot,
          Rule.MAP_VALUE_ADDRESS,
          "address at byte %d of a value of map `%s`, which has %d bytes"
              .formatted(offset, map.name(), map.valueSize()));
    }
  }

  private static void compatible(
      int slot, ProgramImage image, ImageMap map, Set<MapType> groupStorage, KernelModel kernel) {
    boolean spin = map.field(SpecialField.Kind.SPIN_LOCK).isPresent();
    boolean locks = spin || map.field(SpecialField.Kind.RES_SPIN_LOCK).isPresent();
    boolean tracing = TRACING.contains(image.type());
    if ((locks && image.type() == ProgramType.SOCKET_FILTER) || (spin && tracing)) {
      throw refused(slot, image, map, "whose values have a lock");
    }
    boolean graph =
        map.field(SpecialField.Kind.LIST_HEAD).isPresent()
            || map.field(SpecialField.Kind.RB_ROOT).isPresent();
    boolean deferred =
        map.field(SpecialField.Kind.TIMER).isPresent()
            || map.field(SpecialField.Kind.WORKQUEUE).isPresent();
    if (tracing && (graph || (deferred && !kernel.has(Behaviour.TIMERS_IN_TRACING)))) {
      throw refused(slot, image, map, "with such fields in its values");
    }
    if (map.type() == MapType.STRUCT_OPS) {
      throw refused(slot, image, map, "of type struct_ops");
    }
    if (image.sleepable() && !mayBeUsedAsleep(map.type(), kernel)) {
      throw refused(slot, image, map, "of type " + map.type().kernelName() + " where it may sleep");
    }
    boolean group =
        map.type() == MapType.CGROUP_STORAGE || map.type() == MapType.PERCPU_CGROUP_STORAGE;
    if (group && !groupStorage.add(map.type())) {
      throw new Misplaced(
          slot,
          Rule.MAP_NOT_USABLE,
          "a program can use only one map of type "
              + map.type().kernelName()
              + "; `"
              + map.name()
              + "` is the second");
    }
  }

  private static Misplaced refused(int slot, ProgramImage image, ImageMap map, String what) {
    return new Misplaced(
        slot,
        Rule.MAP_NOT_USABLE,
        image.type().kernelName()
            + " programs cannot use a map "
            + what
            + ", such as `"
            + map.name()
            + "`");
  }

  private static boolean mayBeUsedAsleep(MapType type, KernelModel kernel) {
    return switch (type) {
      case HASH,
          LRU_HASH,
          ARRAY,
          PERCPU_HASH,
          PERCPU_ARRAY,
          LRU_PERCPU_HASH,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          RINGBUF,
          USER_RINGBUF,
          INODE_STORAGE,
          SK_STORAGE,
          TASK_STORAGE,
          CGRP_STORAGE,
          QUEUE,
          STACK,
          ARENA,
          INSN_ARRAY ->
          true;
      case PROG_ARRAY, LPM_TRIE -> kernel.has(Behaviour.MORE_MAPS_ASLEEP);
      default -> false;
    };
  }
}
