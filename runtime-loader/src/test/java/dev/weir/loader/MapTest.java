// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.count;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.Codec;
import dev.weir.loader.map.TypedMap;
import dev.weir.loader.program.TestRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
class MapTest {
  private static final int NO_PREALLOC = 1;

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  private static LoadedObject maps(MapSpec... specs) {
    return Loader.load(object(List.of(specs)));
  }

  @Test
  void elementsArePutReadAndDeleted() {
    try (LoadedObject loaded = maps(MapSpec.of("m", Programs.HASH, 4, 8, 100, 0))) {
      TypedMap<Integer, Long> map = loaded.map("m").typed(Codec.u32(), Codec.u64());
      assertEquals(Optional.empty(), map.get(1));
      assertTrue(map.put(1, 10L, BpfMap.Mode.CREATE));
      assertFalse(map.put(1, 11L, BpfMap.Mode.CREATE));
      assertFalse(map.put(2, 20L, BpfMap.Mode.REPLACE));
      map.put(1, 12L);
      assertEquals(Optional.of(12L), map.get(1));
      assertEquals(
          Optional.of(12L), map.map().take(Codec.u32().encode(1)).map(Codec.u64()::decode));
      assertFalse(map.delete(1));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = MapType.class,
      names = {"HASH", "LRU_HASH", "PERCPU_HASH", "LRU_PERCPU_HASH", "LPM_TRIE"})
  void everyElementIsVisitedOnce(MapType type) {
    int entries = 3000;
    int flags = type == MapType.LPM_TRIE ? NO_PREALLOC : 0;
    try (LoadedObject loaded = maps(MapSpec.of("m", type.number(), 8, 8, 2 * entries, flags))) {
      TypedMap<Long, Long> map = loaded.map("m").typed(Codec.u64(), Codec.u64());
      map.putAll(Map.of());
      Map<Long, Long> expected = new HashMap<>();
      for (long i = 0; i < entries; i++) {
        long key = type == MapType.LPM_TRIE ? 32 | Integer.reverseBytes((int) i) * (1L << 32) : i;
        expected.put(key, i);
      }
      map.putAll(expected);
      assertEquals(expected, map.entries((a, b) -> a));
      assertEquals(entries, loaded.map("m").entries().size());
      Set<Long> keys = new HashSet<>();
      Optional<byte[]> key = loaded.map("m").nextKey(Optional.empty());
      while (key.isPresent()) {
        keys.add(Codec.u64().decode(key.get()));
        key = loaded.map("m").nextKey(key);
      }
      assertEquals(expected.keySet(), keys);
    }
  }

  @Test
  void valuesOfAllCpusAddUp() {
    int cpus = Cpus.possible();
    try (LoadedObject loaded =
        Loader.load(
            object(
                List.of(MapSpec.of("hits", Programs.PERCPU_ARRAY, 4, 8, 1, 0)),
                count(body(), "hits").then(mov(Reg.R0, 0), exit()).program("tc", "p")))) {
      TypedMap<Integer, Long> map = loaded.map("hits").typed(Codec.u32(), Codec.u64());
      map.put(0, 100L);
      TestRun.run(loaded.program("p"), new byte[64], new byte[0], 5);
      assertEquals(100L * cpus + 5, map.reduce(0, Long::sum).orElseThrow());
      assertEquals(cpus, map.getPerCpu(0).orElseThrow().size());
      assertThrows(IllegalStateException.class, () -> map.get(0));
      assertEquals(cpus, loaded.dump("hits").entries().getFirst().values().size());
    }
  }

  @Test
  void refusalsSayWhatIsWrong() {
    try (LoadedObject loaded = maps(MapSpec.of("small", Programs.HASH, 4, 8, 2, 0))) {
      BpfMap map = loaded.map("small");
      TypedMap<Integer, Long> typed = map.typed(Codec.u32(), Codec.u64());
      typed.put(1, 1L);
      typed.put(2, 2L);
      BpfException full = assertThrows(BpfException.class, () -> typed.put(3, 3L));
      assertEquals(LoaderProblem.MAP_OPERATION, full.kind());
      assertTrue(full.getMessage().contains("`small`"), full.getMessage());
      assertTrue(full.problem().help().getFirst().contains("full"));
      assertThrows(BpfException.class, () -> map.lookup(new byte[3]));
      assertThrows(BpfException.class, () -> map.update(new byte[4], new byte[9]));
      assertThrows(BpfException.class, () -> map.typed(Codec.u64(), Codec.u64()));
      assertThrows(BpfException.class, () -> loaded.map("gone"));
    }
    BpfException bad =
        assertThrows(BpfException.class, () -> maps(MapSpec.of("odd", Programs.HASH, 0, 8, 2, 0)));
    assertEquals(LoaderProblem.BAD_MAP, bad.kind());
    assertTrue(bad.getMessage().contains("0-byte keys"), bad.getMessage());
  }

  @Test
  void queuesTakeInOrder() {
    try (LoadedObject loaded = maps(MapSpec.of("q", MapType.QUEUE.number(), 0, 4, 4, 0))) {
      BpfMap queue = loaded.map("q");
      queue.update(new byte[0], new byte[] {1, 2, 3, 4});
      queue.update(new byte[0], new byte[] {5, 6, 7, 8});
      assertArrayEquals(new byte[] {1, 2, 3, 4}, queue.take(new byte[0]).orElseThrow());
      assertArrayEquals(new byte[] {5, 6, 7, 8}, queue.take(new byte[0]).orElseThrow());
      assertEquals(Optional.empty(), queue.take(new byte[0]));
    }
  }

  @Test
  void mapsOfMapsHoldTheNamedMaps() {
    MapSpec inner = MapSpec.of("inner", Programs.ARRAY, 4, 8, 1, 0);
    MapSpec outer =
        new MapSpec(
            "outer",
            MapType.ARRAY_OF_MAPS.number(),
            4,
            4,
            2,
            0,
            0,
            0,
            MapSpec.Pinning.NONE,
            -1,
            0,
            Optional.of(inner),
            List.of("", "inner"));
    try (LoadedObject loaded = maps(inner, outer)) {
      TypedMap<Integer, Integer> map = loaded.map("outer").typed(Codec.u32(), Codec.u32());
      assertEquals(Optional.empty(), map.get(0));
      assertEquals(loaded.map("inner").info().id(), map.get(1).orElseThrow());
    }
  }

  private static MapSpec shared(int entries) {
    return new MapSpec(
        "weir_shared",
        Programs.HASH,
        4,
        8,
        entries,
        0,
        0,
        0,
        MapSpec.Pinning.BY_NAME,
        -1,
        0,
        Optional.empty(),
        List.of());
  }

  @Test
  void aMapSharedByNameIsOpenedAgainAndMustNotDiffer() throws Exception {
    Path folder = Kernel.bpffs().resolve("weir-test-" + ProcessHandle.current().pid());
    LoadOptions options = LoadOptions.defaults().pinningIn(folder);
    try {
      try (LoadedObject first = Loader.load(object(List.of(shared(10))), options)) {
        first.map("weir_shared").typed(Codec.u32(), Codec.u64()).put(1, 42L);
      }
      try (LoadedObject second = Loader.load(object(List.of(shared(10))), options)) {
        assertEquals(
            42L, second.map("weir_shared").typed(Codec.u32(), Codec.u64()).get(1).orElseThrow());
      }
      BpfException differs =
          assertThrows(BpfException.class, () -> Loader.load(object(List.of(shared(20))), options));
      assertEquals(LoaderProblem.PINNED_MAP_DIFFERS, differs.kind());
      assertTrue(
          differs.getMessage().contains("entries: found 10, expected 20"), differs.getMessage());
    } finally {
      Files.deleteIfExists(folder.resolve("weir_shared"));
      Files.deleteIfExists(folder);
    }
  }

  @Test
  void pinningOutsideABpffsIsRefused() {
    LoadOptions options = LoadOptions.defaults().pinningIn(Path.of("/proc/nowhere"));
    BpfException e =
        assertThrows(BpfException.class, () -> Loader.load(object(List.of(shared(10))), options));
    assertEquals(LoaderProblem.CANNOT_PIN, e.kind());
  }
}
