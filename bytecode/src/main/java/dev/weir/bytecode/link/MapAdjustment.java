// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.link;

import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;

/// What a map definition leaves to the loader: sizes that depend on the machine.
public final class MapAdjustment {
  private MapAdjustment() {}

  /// What the kernel is asked for.
  ///
  /// @param pageBytes the size of a page
  /// @param cpus the number of processors that the machine can have
  public static MapSpec of(MapSpec spec, int pageBytes, int cpus) {
    int entries =
        switch (MapType.ofNumber(spec.type()).orElse(MapType.UNSPEC)) {
          case RINGBUF, USER_RINGBUF -> ringSize(spec.maxEntries(), pageBytes);
          case PERF_EVENT_ARRAY -> spec.maxEntries() == 0 ? cpus : spec.maxEntries();
          default -> spec.maxEntries();
        };
    return new MapSpec(
        spec.name(),
        spec.type(),
        spec.keySize(),
        spec.valueSize(),
        entries,
        spec.flags(),
        spec.keyTypeId(),
        spec.valueTypeId(),
        spec.pinning(),
        spec.numaNode(),
        spec.extra(),
        spec.inner(),
        spec.values());
  }

  /// A ring buffer's size must be a power of two and a multiple of the page size.
  private static int ringSize(int bytes, int pageBytes) {
    int least = Math.max(pageBytes, bytes);
    return Integer.highestOneBit(least) == least ? least : Integer.highestOneBit(least) << 1;
  }

  /// Whether a map is created with the types of its keys and values. Maps of other kernel objects,
  /// queues and the like are created without types, as libbpf does.
  public static boolean takesTypes(MapSpec spec) {
    if (spec.valueTypeId() == 0) {
      return false;
    }
    return switch (MapType.ofNumber(spec.type()).orElse(MapType.UNSPEC)) {
      case QUEUE, STACK, STACK_TRACE, BLOOM_FILTER, ARENA -> false;
      default ->
          !MapType.ofNumber(spec.type())
              .map(type -> type.has(MapTrait.HOLDS_OBJECTS))
              .orElse(false);
    };
  }
}
