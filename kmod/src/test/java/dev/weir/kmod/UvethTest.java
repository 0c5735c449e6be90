// SPDX-License-Identifier: Apache-2.0
package dev.weir.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kernel module in stock kernels under qemu: what `kmod/test` runs. The build has one kernel
/// and the parts that take least; `-Pkernel-matrix` has all kernels and all parts.
@Tag("kernel")
class UvethTest {
  private static final Path ROOT = Path.of(System.getProperty("weir.root"));
  private static final boolean MATRIX = System.getProperty("weir.uveth").equals("matrix");
  private static final int CANNOT_RUN = 2;
  private static final int MINUTES = MATRIX ? 90 : 15;

  @TempDir private Path folder;

  /// The guest's programs are compiled by this build's `weir`, and building that here as well would
  /// disturb the build that is under way.
  @BeforeAll
  static void packagedByThisBuild() throws IOException {
    Path stamp = ROOT.resolve("cli/target/weir.stamp");
    Instant begun = Instant.parse(System.getProperty("weir.run"));
    assumeTrue(
        Files.exists(stamp) && Files.getLastModifiedTime(stamp).toInstant().equals(begun),
        "the command was not packaged by this build");
  }

  static Stream<String> commands() {
    return MATRIX
        ? Stream.of(
            "kmod/check",
            "kmod/test --long 6.1",
            "kmod/test --long 6.12",
            "kmod/test --long 7.3",
            "kmod/test --debug 6.12",
            "bench/kernel-matrix")
        : Stream.of(
            "kmod/check",
            "kmod/test --only functional,device,backlog 6.12",
            "kmod/test --only order,guard 6.12",
            "kmod/test --only cost 6.12");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void succeeds(String command) throws Exception {
    Path output = folder.resolve("output");
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.set(0, ROOT.resolve(words.getFirst()).toString());
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean finished = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!finished) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    if (MATRIX) {
      System.out.println(text);
    }
    assumeTrue(!finished || process.exitValue() != CANNOT_RUN, () -> "cannot run: " + text.strip());
    assertEquals(0, finished ? process.exitValue() : -1, text);
  }
}
