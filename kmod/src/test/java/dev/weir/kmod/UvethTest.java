// SPDX-License-Identifier: Apache-2.0
package dev.weir.kmod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernel module in a stock kernel under qemu: what `kmod/test` runs, part by part.
@Tag("kernel")
class UvethTest {
  private static final Path ROOT = Path.of(System.getProperty("weir.root"));
  private static final String KERNEL = "6.12";
  private static final int CANNOT_RUN = 2;
  private static final int MINUTES = 15;

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

  @ParameterizedTest
  @ValueSource(strings = {"functional,backlog", "stress", "metadata", "order,guard", "cost"})
  void holdsIn(String parts) throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(ROOT.resolve("kmod/test").toString(), "--only", parts, KERNEL)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean finished = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!finished) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assumeTrue(!finished || process.exitValue() != CANNOT_RUN, () -> "cannot run: " + text.strip());
    assertEquals(0, finished ? process.exitValue() : -1, text);
  }
}
