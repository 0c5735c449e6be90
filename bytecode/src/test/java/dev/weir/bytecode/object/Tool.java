// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A program on this machine that tests compare with; tests are skipped where it is not installed.
record Tool(Path path) {
  /// The first of some programs that is installed; skips the test when none is.
  static Tool required(String... names) {
    Optional<Path> path =
        Stream.of(names)
            .flatMap(name ->
                Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/sbin"))
                    .map(folder -> Path.of(folder, name)))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(path.isPresent(), () -> names[0] + " is not installed");
    return new Tool(path.orElseThrow());
  }

  /// Runs it and gives its output; fails with the output unless it succeeds.
  String run(String... arguments) {
    Result result = attempt(arguments);
    Assertions.assertEquals(
        0, result.status, () -> String.join(" ", arguments) + ":\n" + result.output);
    return result.output;
  }

  /// Exit status and what was printed, errors among it when it failed.
  record Result(int status, String output) {}

  /// Runs it to its end.
  Result attempt(String... arguments) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(arguments));
    try {
      Path errors = Files.createTempFile("weir", ".err");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      String text = process.exitValue() == 0 ? "" : Files.readString(errors);
      Files.delete(errors);
      return new Result(process.exitValue(), output + text);
    } catch (IOException e) {
      throw new AssertionError(command + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", e);
    }
  }
}
