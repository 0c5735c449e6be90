// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReader;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.IteratorLink;
import dev.weir.loader.map.Codec;
import dev.weir.loader.program.TestRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Loads what clang makes of `clang.bpf.c`.
@Tag("kernel")
class ClangObjectTest {
  private static final byte[] PACKET = new byte[64];
  private static BpfObject object;
  private static Btf kernel;

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws Exception {
    Kernel.needsBpf();
    Path clang = clang();
    Path source = folder.resolve("clang.bpf.c");
    try (InputStream in = ClangObjectTest.class.getResourceAsStream("clang.bpf.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path compiled = folder.resolve("clang.bpf.o");
    Process process =
        new ProcessBuilder(
                clang.toString(),
                "-target",
                "bpf",
                "-g",
                "-O2",
                "-mcpu=v3",
                "-c",
                source.toString(),
                "-o",
                compiled.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    object = ObjectReader.read("clang.bpf.o", Files.readAllBytes(compiled));
    kernel = BtfReader.read(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")));
  }

  private static Path clang() {
    List<String> names = List.of("clang-19", "clang-20", "clang-21", "clang");
    Optional<Path> found =
        names.stream()
            .flatMap(name ->
                List.of(System.getenv("PATH").split(":")).stream().map(dir -> Path.of(dir, name)))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "needs clang");
    return found.orElseThrow();
  }

  private static int u32(LoadedObject loaded, String variable) {
    return loaded.variable(variable).get(Codec.u32());
  }

  @Test
  void mapsGlobalsFunctionsAndCallbacksWork() {
    try (LoadedObject loaded = Loader.load(object)) {
      assertEquals(List.of(), loaded.notes());
      assertEquals(84, TestRun.run(loaded.program("main_program"), PACKET).retval());
      TestRun.run(loaded.program("main_program"), PACKET);
      assertEquals(
          "[{\"key\":{\"id\":5},\"value\":{\"hits\":2,\"tag\":[1,2,3,4],\"pad\":0}}]",
          loaded.dump("table").toJson());
      assertEquals("[{\"key\":0,\"value\":2}]", loaded.dump("runs").toJson());
      assertEquals(20L, loaded.variable("total").get(Codec.u64()));
    }
  }

  @Test
  void constantsOfTheProgramAreSetAtLoadTime() {
    try (LoadedObject loaded = Loader.load(object, LoadOptions.defaults().with("factor", 10))) {
      loaded.variable("initial").set(Codec.u32(), 0);
      assertEquals(21, TestRun.run(loaded.program("main_program"), PACKET).retval());
    }
  }

  @Test
  void tablesOfProgramsAreFilled() {
    try (LoadedObject loaded = Loader.load(object)) {
      assertEquals(99, TestRun.run(loaded.program("tail_caller"), PACKET).retval());
    }
  }

  @Test
  void questionsAboutKernelTypesAreAnswered() {
    try (LoadedObject loaded = Loader.load(object)) {
      TestRun.run(loaded.program("questions"), PACKET);
      int skb = kernel.find(BtfType.Struct.class, "sk_buff").orElseThrow();
      assertEquals(offsetOf(skb, "len").orElseThrow() / 8, u32(loaded, "len_offset"));
      assertEquals(4, u32(loaded, "len_size"));
      assertEquals(1, u32(loaded, "len_exists"));
      assertEquals(0, u32(loaded, "gone_exists"));
      assertEquals(1, u32(loaded, "type_here"));
      assertEquals(0, u32(loaded, "type_gone"));
      assertEquals((int) kernel.sizeBytes(skb).orElse(0), u32(loaded, "type_size"));
      assertEquals(skb, u32(loaded, "type_target"));
      assertEquals(
          object.btf().orElseThrow().find(BtfType.Struct.class, "sk_buff___mine").orElseThrow(),
          u32(loaded, "type_local"));
      assertEquals(1, u32(loaded, "hash_value"));
      assertEquals(1, u32(loaded, "hash_exists"));
      assertEquals(0, u32(loaded, "weir_exists"));
    }
  }

  @Test
  void bitFieldsAreShiftedToTheirPlace() {
    try (LoadedObject loaded = Loader.load(object)) {
      TestRun.run(loaded.program("questions"), PACKET);
      int options = kernel.find(BtfType.Struct.class, "tcp_options_received").orElseThrow();
      int bit = offsetOf(options, "sack_ok").orElseThrow();
      int inUnit = bit % 16; // the kernel's field is a u16
      assertEquals(64 - (inUnit + 3), u32(loaded, "sack_left"));
      assertEquals(61, u32(loaded, "sack_right"));
      assertEquals(0, u32(loaded, "sack_signed"));
    }
  }

  @Test
  void whatTheKernelLacksIsRefusedOnlyWhereItIsUsed() {
    BpfException e =
        assertThrows(
            BpfException.class, () -> Loader.load(object, LoadOptions.defaults().only("poisoned")));
    assertEquals(LoaderProblem.NO_KERNEL_TYPE, e.kind());
  }

  @Test
  void anIteratorReadsTheKernelThroughRelocatedLoadsAndKernelFunctions() {
    try (LoadedObject loaded = Loader.load(object, LoadOptions.defaults().only("tasks"))) {
      int self = Math.toIntExact(ProcessHandle.current().pid());
      loaded.variable("wanted").set(Codec.u32(), self);
      IteratorLink link = (IteratorLink) loaded.attach("tasks", new AttachTarget.Everywhere());
      assertEquals("", link.walk());
      assertEquals(self, u32(loaded, "seen_tgid"));
    }
  }

  @Test
  void settingsOfTheKernelAreConstants() {
    try (LoadedObject loaded = Loader.load(object)) {
      TestRun.run(loaded.program("settings"), PACKET);
      KernelVersion kernel = KernelRelease.running().version();
      assertEquals(kernel.major() << 8 | kernel.minor(), u32(loaded, "version") >>> 8);
      assertEquals(0, u32(loaded, "no_such"));
      boolean known = Files.isReadable(Path.of("/proc/config.gz"));
      assertEquals(known ? 1 : u32(loaded, "net"), u32(loaded, "net"));
    }
  }

  @Test
  void aCorruptObjectIsRefusedInOneLine() throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("clang.bpf.o"));
    for (int length = 0; length < bytes.length; length += 997) {
      byte[] part = Arrays.copyOf(bytes, length);
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> ObjectReader.read("part.o", part));
      assertTrue(e.getMessage() != null && !e.getMessage().contains("\n"), String.valueOf(e));
    }
  }

  private static Optional<Integer> offsetOf(int struct, String name) {
    for (Member member : members(struct)) {
      if (member.name().equals(name)) {
        return Optional.of(member.bitOffset());
      }
      if (member.name().isEmpty()) {
        Optional<Integer> inner = offsetOf(kernel.strip(member.type()), name);
        if (inner.isPresent()) {
          return inner.map(offset -> offset + member.bitOffset());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Member> members(int id) {
    return switch (kernel.type(id)) {
      case BtfType.Struct t -> t.members();
      case BtfType.Union t -> t.members();
      default -> List.of();
    };
  }
}
