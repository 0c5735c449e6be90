// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.bytecode.kernel.MapType;
import java.util.Map;
import java.util.Optional;

/// The classes of the DSL that declare maps.
enum MapKinds {
  HASH("HashMap", MapType.HASH, 2, 0),
  LRU_HASH("LruHashMap", MapType.LRU_HASH, 2, 0),
  PERCPU_HASH("PerCpuHashMap", MapType.PERCPU_HASH, 2, 0),
  LRU_PERCPU_HASH("LruPerCpuHashMap", MapType.LRU_PERCPU_HASH, 2, 0),
  ARRAY("ArrayMap", MapType.ARRAY, 1, 0),
  PERCPU_ARRAY("PerCpuArrayMap", MapType.PERCPU_ARRAY, 1, 0),
  LPM_TRIE("LpmTrie", MapType.LPM_TRIE, 2, 1),
  SK_STORAGE("SkStorage", MapType.SK_STORAGE, 1, 1),
  RINGBUF("RingBuffer", MapType.RINGBUF, 1, 0),
  PROG_ARRAY("ProgramTable", MapType.PROG_ARRAY, 1, 0);

  /// What the methods that change a declaration add to the map's flags.
  static final Map<String, Integer> FLAGS =
      Map.of("noPrealloc", 1, "readOnly", 1 << 7, "pinned", 0);

  private final String simpleName;
  private final MapType type;
  private final int arguments;
  private final int flags;

  MapKinds(String simpleName, MapType type, int arguments, int flags) {
    this.simpleName = simpleName;
    this.type = type;
    this.arguments = arguments;
    this.flags = flags;
  }

  /// The kind that a class of the DSL declares, by internal name.
  static Optional<MapKinds> of(String owner) {
    for (MapKinds kind : values()) {
      if (owner.equals("dev/weir/dsl/" + kind.simpleName)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  MapType type() {
    return type;
  }

  /// The number of type arguments: key and value, or the value.
  int arguments() {
    return arguments;
  }

  /// Flags that every map of the kind has.
  int flags() {
    return flags;
  }
}
