// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The clang of this machine, as the samples' C is compiled with it.
///
/// @param program the path of its program
/// @param version its major version, such as `19`
record Clang(Path program, String version) {
  private static final List<String> NAMES = List.of("clang-19", "clang");
  private static final Path INCLUDE = Path.of("/usr/include");

  /// The first clang on `PATH` that can compile for eBPF; empty when there is none.
  static Optional<Clang> find() {
    List<Path> folders =
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of)
            .toList();
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
        .filter(Files::isExecutable)
        .flatMap(program -> version(program).map(v -> new Clang(program, v)).stream())
        .findFirst();
  }

  /// The command that compiles a source.
  List<String> command(Path source, Path object) {
    return List.of(
        program.toString(),
        "-O2",
        "-g",
        "-target",
        "bpf",
        "-mcpu=v3",
        "-I" + INCLUDE.resolve(multiarch()),
        "-c",
        source.toString(),
        "-o",
        object.toString());
  }

  /// Compiles a source.
  ///
  /// @return the ELF object
  /// @throws IOException with clang's messages when it fails
  byte[] compile(Path source) throws IOException {
    Path object = Files.createTempFile("weir-bench-", ".o");
    try {
      Run run = Run.of(command(source, object));
      if (run.status() != 0) {
        throw new IOException("clang cannot compile " + source + ":\n" + run.output().strip());
      }
      return Files.readAllBytes(object);
    } finally {
      Files.delete(object);
    }
  }

  /// A process that ended.
  ///
  /// @param status its exit status
  /// @param output what it printed
  private record Run(int status, String output) {
    static Run of(List<String> command) throws IOException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      try {
        return new Run(process.waitFor(), output);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while " + command.getFirst() + " ran", e);
      }
    }
  }

  /// The folder of headers that depend on the machine, as Debian names it.
  private static String multiarch() {
    String arch = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
    return arch + "-linux-gnu";
  }

  private static Optional<String> version(Path program) {
    try {
      Run targets = Run.of(List.of(program.toString(), "--print-targets"));
      Run version = Run.of(List.of(program.toString(), "-dumpversion"));
      boolean usable = targets.status() == 0 && targets.output().contains("bpf");
      return usable ? Optional.of(version.output().strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
