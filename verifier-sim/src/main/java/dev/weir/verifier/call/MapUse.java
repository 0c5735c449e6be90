// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.image.ImageMap.SpecialField;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import java.util.EnumSet;
import java.util.Set;

/// Which maps a program can use at all, whatever it does with them.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_map_prog_compatibility
final class MapUse {
  private static final Set<MapType> FOR_SLEEPERS =
      EnumSet.of(
          MapType.HASH,
          MapType.LRU_HASH,
          MapType.ARRAY,
          MapType.PERCPU_HASH,
          MapType.PERCPU_ARRAY,
          MapType.LRU_PERCPU_HASH,
          MapType.LPM_TRIE,
          MapType.ARRAY_OF_MAPS,
          MapType.HASH_OF_MAPS,
          MapType.RINGBUF,
          MapType.USER_RINGBUF,
          MapType.INODE_STORAGE,
          MapType.SK_STORAGE,
          MapType.TASK_STORAGE,
          MapType.CGRP_STORAGE,
          MapType.QUEUE,
          MapType.STACK,
          MapType.ARENA,
          MapType.INSN_ARRAY);

  private MapUse() {}

  /// Demands that a program of this type can use all of its maps together.
  static void check(ProgramImage image) {
    Set<MapType> single = EnumSet.noneOf(MapType.class);
    for (ImageMap map : image.maps()) {
      boolean locks =
          map.field(SpecialField.Kind.SPIN_LOCK).isPresent()
              || map.field(SpecialField.Kind.RES_SPIN_LOCK).isPresent();
      if (locks && image.type() == ProgramType.SOCKET_FILTER) {
        throw refusal(map, "holds locks, which socket filters cannot use");
      }
      if (TracingFunctions.traces(image.type())
          && image.type() != ProgramType.TRACING
          && (map.field(SpecialField.Kind.SPIN_LOCK).isPresent()
              || map.field(SpecialField.Kind.LIST_HEAD).isPresent()
              || map.field(SpecialField.Kind.RB_ROOT).isPresent())) {
        throw refusal(map, "holds locks or collections, which tracing programs cannot use");
      }
      if (map.type() == MapType.STRUCT_OPS) {
        throw refusal(map, "is for user space only");
      }
      if (image.sleepable() && !FOR_SLEEPERS.contains(map.type())) {
        throw refusal(map, "is of a type that programs that may sleep cannot use");
      }
      if (isSingle(map.type()) && !single.add(map.type())) {
        throw refusal(map, "is a second one of a type of which a program has one");
      }
    }
  }

  private static boolean isSingle(MapType type) {
    return type == MapType.CGROUP_STORAGE
        || type == MapType.PERCPU_CGROUP_STORAGE
        || type == MapType.ARENA;
  }

  private static Violation refusal(ImageMap map, String why) {
    return new Violation(Rule.MAP_TYPE, "map " + map.name() + " " + why);
  }
}
