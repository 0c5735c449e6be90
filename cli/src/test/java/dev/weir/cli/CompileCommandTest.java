// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompileCommandTest {
  private static final Path SAMPLES =
      Path.of(System.getProperty("weir.root"), "samples/src/main/weir");

  @TempDir private Path folder = Path.of("");

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".weir")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everySampleCompilesForEveryTarget(Path sample) throws IOException {
    Path object = folder.resolve("sample.o");
    for (String target : List.of("6.1", "6.6", "6.12", "6.18", "7.3")) {
      Invocation compile =
          Invocation.of("compile", sample.toString(), "-o", object.toString(), "--target", target)
              .succeeds();
      assertTrue(compile.out().contains("for Linux " + target + " and newer"), compile::toString);
      assertEquals("", compile.err());
      assertTrue(Files.size(object) > 0);
      Invocation.of("disasm", object.toString(), "--source").succeeds();
    }
  }

  @Test
  void aJavaSourceIsCompiledByJavacFirst() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Pass.java"),
            """
            import dev.weir.dsl.*;

            @Bpf
            final class Pass {
              @TcIngress static Verdict pass(Packet packet) {
                return Other.verdict(packet.len());
              }
            }
            """);
    Files.writeString(
        folder.resolve("Other.java"),
        """
        import dev.weir.dsl.*;

        final class Other {
          static Verdict verdict(int length) { return length > 60 ? Verdict.PASS : Verdict.DROP; }
        }
        """);
    Invocation compile = Invocation.of("compile", source.toString()).succeeds();
    assertTrue(compile.out().startsWith(folder.resolve("Pass.o") + ": 1 program, "));
    Files.writeString(source, Files.readString(source).replace("Other.verdict", "Other.judge"));
    Invocation broken = Invocation.of("compile", source.toString());
    assertEquals(1, broken.code(), broken::toString);
    assertTrue(broken.err().contains("error[W0011]: cannot find symbol"), broken::err);
    assertTrue(broken.err().contains("Pass.java:6:"), broken::err);
  }

  @Test
  void theObjectLiesBesideTheSourceUnlessToldOtherwise() throws IOException {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    Invocation compile = Invocation.of("compile", source.toString()).succeeds();
    assertTrue(compile.out().startsWith(folder.resolve("pass.o") + ": 1 program, "));
    assertTrue(Files.exists(folder.resolve("pass.o")));
  }

  @Test
  void theSameSourceGivesTheSameBytes() throws IOException {
    Path sample = SAMPLES.resolve("socket_lb.weir");
    Path first = folder.resolve("first.o");
    Path second = folder.resolve("second.o");
    Invocation.of("compile", sample.toString(), "-o", first.toString()).succeeds();
    Invocation.of("compile", sample.toString(), "-o", second.toString()).succeeds();
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void mistakesAreShownInTheSourceAndNothingIsWritten() throws IOException {
    Path source =
        Files.writeString(folder.resolve("bad.weir"), Sources.PASS.replace("next\n", "nxet\n"));
    Invocation compile = Invocation.of("compile", source.toString()).withoutTrace();
    assertEquals(1, compile.code());
    assertTrue(compile.err().contains("--> " + source + ":6:5"), compile::toString);
    assertTrue(compile.err().contains("^^^^"), compile::toString);
    assertFalse(Files.exists(folder.resolve("bad.o")));
  }

  @Test
  void mistakesAreJsonOnRequest() throws IOException {
    Path source =
        Files.writeString(folder.resolve("bad.weir"), Sources.PASS.replace("next\n", "nxet\n"));
    Invocation compile = Invocation.of("compile", source.toString(), "--format", "json");
    assertEquals(1, compile.code());
    assertEquals("", compile.err());
    assertTrue(compile.out().startsWith("{\"problems\":[{\"severity\":\"error\",\"code\":\"W2"));
    assertTrue(compile.out().contains("\"line\":6,\"column\":5"), compile::toString);
  }

  @Test
  void stagesCanBeShownAndTimed() throws IOException {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    Invocation compile =
        Invocation.of("compile", source.toString(), "--dump=optimize:first", "--timing").succeeds();
    assertTrue(compile.out().contains("; optimize first\n"), compile::toString);
    assertTrue(compile.out().matches("(?s).*parse +\\d+\\.\\d\\d ms.*"), compile::toString);
    Invocation none = Invocation.of("compile", source.toString(), "--dump=optimise").succeeds();
    assertTrue(none.err().contains("optimise"), none::toString);
  }

  @Test
  void anUnknownPassIsNamed() throws IOException {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    Invocation.of("compile", source.toString(), "--disable", "none")
        .failsWith(2, "W0007", "`none`", "dead-code");
    Invocation.of("compile", source.toString(), "--disable", "dead-code", "--bisect", "3")
        .succeeds();
  }

  @Test
  void aListingIsAssembledAndPrintedBack() throws IOException {
    String text =
        """
        .license "GPL"
        .map hits array key 4 value 8 entries 1

        .program first hook "tcx ingress"
          r1 = map hits ll
          r0 = 0
          exit
        """;
    Path listing = Files.writeString(folder.resolve("first.bpfasm"), text);
    Path object = folder.resolve("first.o");
    Invocation.of("compile", listing.toString(), "-o", object.toString()).succeeds();
    Invocation disasm = Invocation.of("disasm", object.toString()).succeeds();
    assertTrue(disasm.out().contains("program first (tcx/ingress), 3 instructions"));
    assertTrue(disasm.out().contains("r1 = map hits ll"), disasm::toString);
    Invocation again = Invocation.of("disasm", "--listing", object.toString()).succeeds();
    Path second = Files.writeString(folder.resolve("second.bpfasm"), again.out());
    Path copy = folder.resolve("second.o");
    Invocation.of("compile", second.toString(), "-o", copy.toString()).succeeds();
    assertArrayEquals(Files.readAllBytes(object), Files.readAllBytes(copy));
  }

  @Test
  void mistakesInAListingAreShown() throws IOException {
    Path listing = Files.writeString(folder.resolve("bad.bpfasm"), ".license \"GPL\"\n  r0 = 0\n");
    Invocation.of("compile", listing.toString()).failsWith(1, "W0611", "bad.bpfasm:2:3");
  }

  @Test
  void sectionsCanBeCalledClassifier() throws IOException {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    Path object = folder.resolve("pass.o");
    Invocation.of("compile", source.toString(), "--section-style", "classifier").succeeds();
    assertTrue(Invocation.of("disasm", object.toString()).out().contains("first (classifier)"));
  }

  @Test
  void anObjectIsJsonOnRequest() throws IOException {
    Path source = Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
    Invocation disasm = Invocation.of("disasm", "--format", "json", source.toString()).succeeds();
    assertEquals(1, disasm.out().lines().count());
    assertTrue(disasm.out().contains("\"text\":\"exit\""), disasm::toString);
  }
}
