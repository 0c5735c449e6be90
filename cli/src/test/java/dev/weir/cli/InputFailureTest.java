// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a command is given, it answers with one clear error.
class InputFailureTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"compile", "disasm", "check", "run"})
  void aMissingFileIsNamed(String command) {
    Invocation.of(command, folder.resolve("none.weir").toString())
        .failsWith(2, "W0001", "none.weir`: there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compile", "disasm", "check", "run"})
  void aFolderIsNoInput(String command) {
    Invocation.of(command, folder.toString()).failsWith(2, "W0001", "it is a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"compile", "disasm", "check", "run"})
  void randomBytesAreNoInput(String command) throws IOException {
    byte[] bytes = new byte[4_000];
    new Random(7).nextBytes(bytes);
    Path file = Files.write(folder.resolve("random.o"), bytes);
    Invocation.of(command, file.toString()).failsWith(1, "W0003", "neither an ELF object nor");
  }

  @Test
  void anEmptyFileIsNoProgram() throws IOException {
    Path file = Files.write(folder.resolve("empty.o"), new byte[0]);
    Invocation check = Invocation.of("check", file.toString()).withoutTrace();
    assertEquals(1, check.code(), check::toString);
  }

  @Test
  void anEndlessFileIsTooLarge() {
    Invocation.of("check", "/dev/zero").failsWith(2, "W0001", "larger than 64 MiB");
  }

  @Test
  void anObjectCutShortAnywhereIsRejected() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            Objects.write(folder, Objects.of("whole", Objects.returning("tc", "p", 0))));
    for (int length = 4; length < whole.length; length += 7) {
      Path cut = Files.write(folder.resolve("cut.o"), Arrays.copyOf(whole, length));
      Invocation.of("disasm", cut.toString()).failsWith(1, "W0004", "cut.o");
    }
  }

  @Test
  void aDamagedObjectNeverBreaksTheCommand() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            Objects.write(folder, Objects.of("whole", Objects.returning("tc", "p", 0))));
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 3; i++) {
        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged.o"), damaged);
      Invocation disasm = Invocation.of("disasm", file.toString()).withoutTrace();
      assertNotEquals(2, disasm.code(), disasm::toString);
    }
  }

  @Test
  void anObjectIsNotCompiledAgain() throws IOException {
    Path object = Objects.write(folder, Objects.of("done", Objects.returning("tc", "p", 0)));
    Invocation.of("compile", object.toString()).failsWith(1, "W0004", "is an object already");
  }

  @Test
  void anUnwritablePlaceIsNamedAndNothingIsLeft() throws IOException {
    Path source = source();
    Invocation.of("compile", source.toString(), "-o", "/proc/none/x.o")
        .failsWith(2, "W0002", "/proc/none/x.o", "there is no folder");
    Path blocked = Files.createDirectory(folder.resolve("blocked.o"));
    Invocation.of("compile", source.toString(), "-o", blocked.toString())
        .failsWith(2, "W0002", "blocked.o");
    try (var left = Files.list(folder)) {
      assertTrue(left.noneMatch(file -> file.toString().endsWith(".part")));
    }
  }

  private Path source() throws IOException {
    return Files.writeString(folder.resolve("pass.weir"), Sources.PASS);
  }
}
