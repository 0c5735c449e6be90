// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A child JVM that runs [DemoClient]: the sockets it opens belong to the cgroup it was put in.
final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private ClientProcess(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /// What a client saw.
  ///
  /// @param ok whether the exchange worked
  /// @param text the backend's answer, or the reason of the failure
  /// @param peer the peer's address as the kernel names it; empty on failure
  record Answer(boolean ok, String text, String peer) {
    /// What a line of [DemoClient] says.
    static Answer parse(String line) {
      String[] words = line.split("\t");
      boolean ok = words[0].equals("ok");
      return new Answer(ok, words[1], ok ? words[2] : "");
    }
  }

  /// Starts the process, with the same JVM and the same code as this one.
  static ClientProcess start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      command.addAll(
          List.of(
              "--enable-native-access=dev.weir.loader",
              "--module-path",
              modules,
              "--module",
              "dev.weir.cli/" + DemoClient.class.getName()));
    } else {
      command.addAll(
          List.of(
              "--enable-native-access=ALL-UNNAMED",
              "--class-path",
              System.getProperty("java.class.path"),
              DemoClient.class.getName()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ClientProcess(builder.start());
  }

  /// The process's id.
  long pid() {
    return process.pid();
  }

  /// Makes one exchange, see [DemoClient].
  Answer request(String request) throws IOException {
    requests.write(request);
    requests.newLine();
    requests.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the client process ended");
    }
    return Answer.parse(line);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
