// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfText;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.elf.ElfReader;
import dev.weir.bytecode.object.Relocation.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Objects that clang makes of the sources in `src/test/c`.
class ClangObjectsTest {
  @TempDir Path folder;

  private BpfObject read(String name, String... options) throws IOException {
    return ObjectReader.read(name, Clang.compile(name, folder, options));
  }

  private static List<Target> targets(Function function) {
    return function.code().relocations().stream().map(Relocation::target).toList();
  }

  private static Function program(BpfObject object, String name) {
    return object.program(name).orElseThrow().function();
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps", "globals", "calls", "nested", "core", "ksyms"})
  void readingUndoesWriting(String name) throws IOException {
    BpfObject object = read(name);
    byte[] file = ObjectWriter.write(object);
    assertEquals(object, ObjectReader.read(name, file));
    assertArrayEquals(file, ObjectWriter.write(object));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps", "globals", "calls", "nested", "core", "ksyms", "legacy"})
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] original = Clang.compile(name, folder);
    Random random = new Random(name.hashCode());
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] file = original.clone();
      for (int j = 0; j < 1 + random.nextInt(3); j++) {
        file[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        ObjectReader.read(name, file);
      } catch (ElfFormatException | ObjectFormatException e) {
        assertFalse(e.getMessage().contains("\n"));
        refused++;
      }
    }
    assertTrue(refused > 0);
  }

  @Test
  void mapsHaveTheirKeysBehindAliases() throws IOException {
    BpfObject object = read("maps");
    assertEquals("Dual BSD/GPL", object.license());
    MapSpec flows = object.map("flows").orElseThrow();
    assertEquals(List.of(1, 8, 16, 64), numbers(flows));
    assertEquals("endpoint_t", object.btf().orElseThrow().type(flows.keyTypeId()).name());
    assertEquals("stats", object.btf().orElseThrow().type(flows.valueTypeId()).name());
    MapSpec routes = object.map("routes").orElseThrow();
    assertEquals(List.of(11, 8, 4, 1 << 20), numbers(routes));
    assertEquals(MapSpec.Pinning.BY_NAME, routes.pinning());
    assertEquals(0, routes.numaNode());
    assertEquals(-1, flows.numaNode());
    assertEquals(
        List.of(new Target.MapRef("flows"), new Target.MapRef("routes")),
        targets(program(object, "count")));
    assertTrue(object.btf().orElseThrow().find(BtfType.DataSection.class, ".maps").isEmpty());
  }

  private static List<Integer> numbers(MapSpec map) {
    return List.of(map.type(), map.keySize(), map.valueSize(), map.maxEntries());
  }

  @Test
  void bigEndianObjectsSayTheSame() throws IOException {
    BpfObject little = read("maps");
    BpfObject big = read("maps", "-target", "bpfeb");
    assertEquals(little.maps(), big.maps());
    assertEquals(targets(program(little, "count")), targets(program(big, "count")));
  }

  @Test
  void objectsOfOldClangOptionsAreReadToo() throws IOException {
    for (String cpu : List.of("v1", "v2", "v4")) {
      BpfObject object = read("calls", "-mcpu=" + cpu, "-O1");
      assertEquals(3, object.programs().size(), cpu);
    }
    assertTrue(read("globals", "-g0").btf().isEmpty());
    String message =
        assertThrows(ObjectFormatException.class, () -> read("maps", "-g0")).getMessage();
    assertTrue(message.contains("compile with -g"), message);
  }

  @Test
  void globalsHaveTheirPlacesAndTypesTheSame() throws IOException {
    BpfObject object = read("globals");
    DataSection constants =
        object.data().stream().filter(DataSection::readOnly).findFirst().orElseThrow();
    assertEquals("limit", constants.variables().getFirst().name());
    assertEquals(7, constants.content()[0]);
    BtfType.DataSection type =
        (BtfType.DataSection) object.btf().orElseThrow().type(constants.btfId());
    assertEquals(constants.content().length, type.sizeBytes());
    assertEquals(
        constants.variables().stream().map(DataSection.Variable::offset).toList(),
        type.entries().stream().map(BtfType.Entry::offset).toList());
    Set<String> names =
        object.data().stream()
            .flatMap(d -> d.variables().stream())
            .map(DataSection.Variable::name)
            .collect(Collectors.toSet());
    assertTrue(names.containsAll(Set.of("total", "hidden_total", "connect.calls", "choices")));
    assertTrue(
        targets(program(object, "connect")).contains(new Target.DataRef(".rodata.str1.1", 0)));
  }

  @Test
  void staticHiddenAndGlobalFunctionsAreTold() throws IOException {
    BpfObject object = read("calls");
    assertEquals(
        List.of("first", "second", "third"),
        object.programs().stream().map(Program::name).toList());
    assertEquals(Linkage.STATIC, object.function("leaf").orElseThrow().linkage());
    assertEquals(Linkage.STATIC, object.function("hidden").orElseThrow().linkage());
    assertEquals(Linkage.GLOBAL, object.function("shared").orElseThrow().linkage());
    assertEquals(
        List.of(
            new Target.FunctionRef("each"),
            new Target.FunctionRef("leaf"),
            new Target.FunctionRef("shared")),
        targets(program(object, "first")));
    for (Function function : object.functions()) {
      assertEquals(function.name(), object.btf().orElseThrow().type(function.btfId()).name());
      assertEquals(0, function.code().lines().getFirst().slot());
    }
  }

  @Test
  void mapsHoldMapsAndPrograms() throws IOException {
    BpfObject object = read("nested");
    MapSpec outer = object.map("outer").orElseThrow();
    assertEquals(List.of("one", "", "two", ""), padded(outer.values(), 4));
    assertEquals(8, outer.inner().orElseThrow().valueSize());
    assertEquals(List.of("", "last"), object.map("jumps").orElseThrow().values());
    MapSpec dynamic = object.map("dynamic").orElseThrow();
    assertEquals(List.of(), dynamic.values());
    assertEquals(List.of(1, 4, 4, 8), numbers(dynamic.inner().orElseThrow()));
  }

  private static List<String> padded(List<String> list, int size) {
    List<String> result = new ArrayList<>(list);
    while (result.size() < size) {
      result.add("");
    }
    return result;
  }

  @Test
  void relocationsAgainstKernelTypesAreFound() throws IOException {
    BpfObject object = read("core");
    assertEquals(
        List.of(0, 2, 0, 8), object.coreRelocations().stream().map(CoreRelocation::kind).toList());
    CoreRelocation first = object.coreRelocations().getFirst();
    assertEquals("parent", first.function());
    assertEquals("0:2", first.access());
    assertEquals("task_struct", object.btf().orElseThrow().type(first.typeId()).name());
  }

  @Test
  void kernelSymbolsAreFunctionsOrVariables() throws IOException {
    assertEquals(
        List.of(
            new Target.KfuncRef("bpf_rcu_read_lock", false),
            new Target.KfuncRef("bpf_rcu_read_unlock", false),
            new Target.KfuncRef("bpf_no_such_function", true),
            new Target.KfuncRef("bpf_no_such_function", true),
            new Target.ExternRef("CONFIG_NO_SUCH_OPTION", true),
            new Target.ExternRef("CONFIG_HZ", false)),
        targets(program(read("ksyms"), "locked")));
  }

  @Test
  void mapsOfTheOldSectionAreUnderstood() throws IOException {
    BpfObject object = read("legacy");
    assertEquals(List.of(2, 4, 8, 16), numbers(object.map("counters").orElseThrow()));
    assertEquals(MapSpec.Pinning.BY_NAME, object.map("counters").orElseThrow().pinning());
    assertEquals(1, object.map("other").orElseThrow().flags());
    assertEquals(
        List.of(new Target.MapRef("counters"), new Target.MapRef("other")),
        targets(program(object, "cls")));
  }

  @Test
  void mapsOfTheOldSectionMayBeLongerBySomeZeros() throws IOException {
    BpfObject object =
        ObjectReader.read("legacy_long", Clang.compile("legacy_long", folder, "-DNODE=0"));
    assertEquals(List.of(2, 4, 8, 16), numbers(object.map("first").orElseThrow()));
    assertEquals(1, object.map("second").orElseThrow().flags());
    byte[] node = Clang.compile("legacy_long", folder, "-DNODE=3");
    ObjectFormatException refused =
        assertThrows(ObjectFormatException.class, () -> ObjectReader.read("legacy_long", node));
    assertTrue(
        refused.getMessage().contains("map `second`: found 3 at byte 24"), refused::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"maps", "globals", "calls", "nested", "core", "ksyms"})
  void typesPrintAsBpftoolPrintsThem(String name) throws IOException {
    byte[] file = Clang.compile(name, folder);
    Path path = Files.write(folder.resolve("types.o"), file);
    String expected =
        Tool.required("bpftool").run("btf", "dump", "file", path.toString(), "format", "raw");
    byte[] section = ElfReader.read(file).section(".BTF").orElseThrow().content();
    assertEquals(expected, BtfText.print(BtfReader.read(section)));
  }
}
