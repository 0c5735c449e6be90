// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A process of its own that runs a command, for tests of signals and of other users.
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /// Starts `weir` with these arguments, listening to an interrupt even where the build itself runs
  /// in the background, whose children ignore it.
  static ChildProcess weir(String... arguments) throws IOException {
    return start(
        List.of("env", "--default-signal=INT"), System.getProperty("java.class.path"), arguments);
  }

  /// Starts `weir` behind a prefix such as `setpriv`.
  static ChildProcess start(List<String> prefix, String classPath, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath));
    command.add("dev.weir.cli.Main");
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile("weir-test", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new ChildProcess(builder.start(), output);
  }

  Process process() {
    return process;
  }

  /// What it printed so far.
  String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits until it has printed something.
  void waitFor(String text) {
    KernelMachine.eventually(
        () -> output().contains(text) || !process.isAlive(), "nothing printed");
    if (!output().contains(text)) {
      throw new IllegalStateException("ended with: " + output());
    }
  }

  /// Sends a signal.
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(output);
  }
}
