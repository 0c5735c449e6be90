// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.DataSection;
import dev.weir.bytecode.object.MapSpec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The maps, data and types that all random programs share, so that a campaign creates them once.
public final class Palette {
  /// Offsets of format strings in [#rodata].
  static final List<Integer> STRINGS = List.of(32, 48);

  private static final int NO_PREALLOC = 1;
  private static final int RDONLY_PROG = 1 << 7;
  private static final int WRONLY_PROG = 1 << 8;

  private final PaletteTypes types = PaletteTypes.create();
  private final Map<String, MapSpec> maps = new LinkedHashMap<>();
  private final DataSection rodata = new DataSection(".rodata", constants(), List.of(), 0);
  private final DataSection bss = new DataSection(".bss", new byte[64], List.of(), 0);

  /// Creates the palette; every one is equal to every other.
  public Palette() {
    plain("hash", MapType.HASH, 8, 16, 64, 0);
    plain("array", MapType.ARRAY, 4, 48, 8, 0);
    plain("single", MapType.ARRAY, 4, 8, 1, 0);
    plain("big", MapType.ARRAY, 4, 4096, 1, 0);
    plain("percpu", MapType.PERCPU_ARRAY, 4, 16, 4, 0);
    plain("cpuhash", MapType.PERCPU_HASH, 4, 8, 16, 0);
    plain("lru", MapType.LRU_HASH, 16, 32, 32, 0);
    plain("lpm", MapType.LPM_TRIE, 8, 8, 16, NO_PREALLOC);
    plain("reads", MapType.ARRAY, 4, 16, 1, RDONLY_PROG);
    plain("writes", MapType.ARRAY, 4, 16, 1, WRONLY_PROG);
    plain("queue", MapType.QUEUE, 0, 8, 8, 0);
    plain("pile", MapType.STACK, 0, 16, 8, 0);
    plain("bloom", MapType.BLOOM_FILTER, 0, 8, 8, 0);
    plain("ring", MapType.RINGBUF, 0, 0, 4096, 0);
    plain("jumps", MapType.PROG_ARRAY, 4, 4, 4, 0);
    plain("perf", MapType.PERF_EVENT_ARRAY, 4, 4, 4, 0);
    plain("groups", MapType.CGROUP_ARRAY, 4, 4, 4, 0);
    plain("traces", MapType.STACK_TRACE, 4, 64, 16, 0);
    plain("socks", MapType.SOCKMAP, 4, 4, 8, 0);
    plain("sockhash", MapType.SOCKHASH, 8, 8, 8, 0);
    plain("devices", MapType.DEVMAP, 4, 4, 8, 0);
    plain("devhash", MapType.DEVMAP_HASH, 4, 8, 8, 0);
    plain("cpus", MapType.CPUMAP, 4, 4, 2, 0);
    plain("xsks", MapType.XSKMAP, 4, 4, 4, 0);
    plain("reuse", MapType.REUSEPORT_SOCKARRAY, 4, 8, 8, 0);
    plain("cgstore", MapType.CGROUP_STORAGE, 8, 16, 0, 0);
    typed("storage", MapType.SK_STORAGE, types.integer(), types.pair(), 4, 16, 0, NO_PREALLOC);
    typed("locked", MapType.HASH, types.integer(), types.locked(), 4, 24, 16, 0);
    typed("lockarray", MapType.ARRAY, types.integer(), types.locked(), 4, 24, 1, 0);
    typed("resilient", MapType.ARRAY, types.integer(), types.resilient(), 4, 16, 1, 0);
    typed("timers", MapType.ARRAY, types.integer(), types.timed(), 4, 24, 1, 0);
    typed("works", MapType.ARRAY, types.integer(), types.working(), 4, 24, 1, 0);
    typed("keepers", MapType.ARRAY, types.integer(), types.keeping(), 4, 32, 1, 0);
    nested("outer", MapType.ARRAY_OF_MAPS, 4, MapSpec.of("inner", 2, 4, 8, 4, 0));
    nested("hashes", MapType.HASH_OF_MAPS, 8, MapSpec.of("inner", 1, 4, 24, 16, 0));
  }

  /// The maps by name, in a fixed order.
  public Map<String, MapSpec> maps() {
    return Map.copyOf(maps);
  }

  /// The names of the maps, in a fixed order.
  public List<String> names() {
    return List.copyOf(maps.keySet());
  }

  /// The map of a name.
  ///
  /// @throws IllegalArgumentException when there is none
  public MapSpec map(String name) {
    return Optional.ofNullable(maps.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no map `" + name + "` in the palette"));
  }

  /// The constants that programs may read.
  public DataSection rodata() {
    return rodata;
  }

  /// The variables that programs may change.
  public DataSection bss() {
    return bss;
  }

  /// The types of functions and map values.
  public Btf types() {
    return types.btf();
  }

  /// The id of the function of a name in [#types], 0 when there is none.
  public int functionType(String name) {
    return types.function(name);
  }

  /// Ids of the functions a program may have.
  PaletteTypes functions() {
    return types;
  }

  private void plain(String name, MapType type, int key, int value, int entries, int flags) {
    maps.put(name, MapSpec.of(name, type.number(), key, value, entries, flags));
  }

  private void typed(
      String name,
      MapType type,
      int keyType,
      int valueType,
      int key,
      int value,
      int entries,
      int flags) {
    maps.put(
        name,
        new MapSpec(
            name,
            type.number(),
            key,
            value,
            entries,
            flags,
            keyType,
            valueType,
            MapSpec.Pinning.NONE,
            -1,
            0,
            Optional.empty(),
            List.of()));
  }

  private void nested(String name, MapType type, int key, MapSpec inner) {
    maps.put(
        name,
        new MapSpec(
            name,
            type.number(),
            key,
            4,
            4,
            0,
            0,
            0,
            MapSpec.Pinning.NONE,
            -1,
            0,
            Optional.of(inner),
            List.of()));
  }

  private static byte[] constants() {
    byte[] bytes = new byte[64];
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) (i * 7);
    }
    put(bytes, 32, "n=%d\0");
    put(bytes, 48, "plain text\0");
    return bytes;
  }

  private static void put(byte[] bytes, int at, String text) {
    byte[] chars = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(chars, 0, bytes, at, chars.length);
    Arrays.fill(bytes, at + chars.length, Math.min(bytes.length, at + 16), (byte) 0);
  }
}
