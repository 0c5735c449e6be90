// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.CoreRelocation;
import dev.weir.bytecode.object.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clang makes of the C programs of `bench/` survives as a listing: code, maps, data, types,
/// lines.
class ClangListingTest {

  @TempDir Path folder;

  @Test
  void objectsOfClangReadBack() throws IOException, InterruptedException {
    Optional<Path> clang = clang();
    assumeTrue(clang.isPresent(), "clang is not installed");
    assumeTrue(
        Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h")), "libbpf's headers are not there");
    Path root = Path.of(System.getProperty("weir.root", ".."));
    List<Path> sources;
    try (Stream<Path> files = Files.list(root.resolve("bench/src/main/c"))) {
      sources = files.filter(file -> file.toString().endsWith(".bpf.c")).sorted().toList();
    }
    assertFalse(sources.isEmpty());
    for (Path source : sources) {
      BpfObject object = normal(ObjectReader.read("o", compile(clang.get(), source)));
      String text = ListingWriter.write(object);
      Diagnostics sink = new Diagnostics();
      BpfObject back = ListingReader.read(new SourceFile("o.bpfasm", text), sink);
      assertEquals("", TextRenderer.render(sink.problems(), false), text);
      assertEquals(object, normal(back), text);
    }
  }

  private byte[] compile(Path clang, Path source) throws IOException, InterruptedException {
    Path object = folder.resolve(source.getFileName() + ".o");
    Process process =
        new ProcessBuilder(
                clang.toString(),
                "-target",
                "bpf",
                "-mcpu=v3",
                "-O2",
                "-g",
                "-I/usr/include/"
                    + System.getProperty("os.arch").replace("amd64", "x86_64")
                    + "-linux-gnu",
                "-c",
                source.toString(),
                "-o",
                object.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return Files.readAllBytes(object);
  }

  /// CO-RE relocations come in the order of sections in an object, of functions in a listing.
  private static BpfObject normal(BpfObject o) {
    List<CoreRelocation> core =
        o.coreRelocations().stream()
            .sorted(
                Comparator.comparing(CoreRelocation::function).thenComparing(CoreRelocation::slot))
            .toList();
    return new BpfObject(
        o.name(), o.license(), o.programs(), o.functions(), o.maps(), o.data(), o.btf(), core);
  }

  private static Optional<Path> clang() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(in -> Stream.of("clang-19", "clang").map(name -> Path.of(in, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
