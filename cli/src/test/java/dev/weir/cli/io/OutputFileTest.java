// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aFileIsReplaced() throws IOException {
    Path file = Files.write(folder.resolve("x.o"), new byte[] {1});
    OutputFile.write(file, new byte[] {2, 3});
    assertArrayEquals(new byte[] {2, 3}, Files.readAllBytes(file));
    assertEquals(List.of(file), files(folder));
  }

  @Test
  void aDeviceIsWrittenInPlace() {
    OutputFile.write(Path.of("/dev/null"), new byte[] {1});
    assertTrue(Files.exists(Path.of("/dev/null")));
  }

  @Test
  void aFullDeviceIsReported() {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
    Failure failure = assertThrows(Failure.class, () -> OutputFile.write(full, new byte[] {1}));
    assertEquals(ToolProblem.UNWRITABLE.code(), failure.problems().getFirst().code());
    assertTrue(failure.problems().getFirst().message().contains("No space left"));
  }

  @Test
  void aFullDiskKeepsTheOldFileAndNothingElse() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=16k", "weir-test", disk.toString()) == 0,
        "needs root to mount a small disk");
    try {
      Path file = Files.write(disk.resolve("x.o"), new byte[] {1});
      Failure failure =
          assertThrows(Failure.class, () -> OutputFile.write(file, new byte[64 << 10]));
      assertTrue(failure.problems().getFirst().message().contains("No space left"));
      assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
      assertEquals(List.of(file), files(disk));
    } finally {
      command("umount", disk.toString());
    }
  }

  private static int command(String... words) throws Exception {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
