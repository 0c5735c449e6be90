// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole tool as its users run it: `./weir`, packaged, as modules, from another folder.
class LauncherTest {
  private static final Path ROOT = Path.of(System.getProperty("weir.root"));

  @TempDir private Path folder;

  @BeforeAll
  static void packagedByThisBuild() throws IOException {
    Path stamp = ROOT.resolve("cli/target/weir.stamp");
    Instant begun = Instant.parse(System.getProperty("weir.run"));
    assumeTrue(
        Files.exists(stamp) && Files.getLastModifiedTime(stamp).toInstant().equals(begun),
        "the command was not packaged by this build");
  }

  @Test
  void aSampleIsCompiledAndDisassembled() throws Exception {
    Path sample = ROOT.resolve("samples/src/main/weir/socket_lb.weir");
    Finished compile = weir("compile", sample.toString(), "-o", "lb.o");
    assertEquals(0, compile.status, compile.output);
    assertTrue(compile.output.contains("lb.o: 8 programs"), compile.output);
    Finished disasm = weir("disasm", "lb.o", "--source");
    assertEquals(0, disasm.status);
    assertTrue(disasm.output.contains("program connect4 (cgroup/connect4)"), disasm.output);
  }

  @Test
  void aMistakeIsOneErrorInTheSource() throws Exception {
    Files.writeString(
        folder.resolve("bad.weir"),
        "module bad\nlicense \"GPL\"\non tcx ingress p(packet) { nxet }\n");
    Finished compile = weir("compile", "bad.weir");
    assertEquals(1, compile.status, compile.output);
    assertTrue(compile.output.contains("--> bad.weir:3:"), compile.output);
    assertFalse(compile.output.contains("\tat "), compile.output);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("bad.weir")), left.toList());
    }
  }

  @Test
  void aReaderThatGoesAwayIsNoError() throws Exception {
    Finished piped =
        run("/bin/sh", "-c", "'" + ROOT.resolve("weir") + "' explain list 2>&1 | head -n 1");
    assertEquals(1, piped.output.lines().count(), piped.output);
    assertTrue(piped.output.startsWith("W0001"), piped.output);
  }

  @Test
  @Tag("kernel")
  void theDemoWorks() throws Exception {
    Finished doctor = weir("doctor");
    assumeTrue(doctor.status == 0, "the kernel loads no programs for this user");
    Finished demo = weir("demo", "--no-color");
    assertEquals(0, demo.status, demo.output);
    assertTrue(demo.output.contains("Everything was as expected."), demo.output);
  }

  private Finished weir(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("weir").toString()));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  private Finished run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Path output = Files.createTempFile("weir-launcher", ".txt");
    int status =
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
    String text = Files.readString(output);
    Files.delete(output);
    return new Finished(status, text);
  }

  private record Finished(int status, String output) {}
}
