// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.NetNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A process of [SocketsMain] in a control group and a network namespace. Closing kills it.
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /// Starts it and waits until it is in the group.
  ///
  /// @param ipv4 whether its sockets are IPv4 sockets; Java's are IPv6 sockets for both otherwise
  static Child start(Cgroup group, NetNamespace namespace, boolean ipv4) throws Exception {
    List<String> command =
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=" + ipv4,
            "-cp",
            System.getProperty("java.class.path"),
            SocketsMain.class.getName(),
            group.processesFile().toString());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    Child child = new Child(namespace.call(builder::start));
    child.answer();
    return child;
  }

  /// Sends a request and gives the answer.
  String ask(String request) throws IOException {
    in.println(request);
    return answer();
  }

  private String answer() throws IOException {
    return Optional.ofNullable(out.readLine())
        .orElseThrow(() -> new IOException("the child process ended"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
