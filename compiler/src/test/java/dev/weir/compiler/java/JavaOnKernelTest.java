// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Link;
import dev.weir.loader.map.Codec;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Programs written in Java run in the kernel.
@Tag("kernel")
final class JavaOnKernelTest {
  private static final String GUARD =
      """
      import dev.weir.dsl.*;

      @Bpf(license = "GPL")
      public final class Redirect {
        static final class Backend {
          Be32 address;
          Be16 port;
          short unused;
          int hits;
        }

        record Service(Be32 address, Be16 port, short unused) {}

        static final HashMap<Service, Backend> SERVICES = HashMap.withCapacity(16);

        @Connect4
        static Verdict balance(SockAddr4 ctx) {
          Backend backend = SERVICES.lookup(new Service(ctx.dstIp(), ctx.dstPort(), (short) 0));
          if (backend == null) {
            return Verdict.ALLOW;
          }
          backend.hits++;
          ctx.dstIp(backend.address);
          ctx.dstPort(backend.port);
          return Verdict.ALLOW;
        }
      }
      """;

  @BeforeAll
  static void needsBpf() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  @Test
  void aProgramFromAClassFileRedirectsConnections() throws IOException, InterruptedException {
    Diagnostics diagnostics = new Diagnostics();
    List<BpfObject> objects = new JavaSources().add("Redirect.java", GUARD).compile(diagnostics);
    assertFalse(diagnostics.hasErrors(), () -> diagnostics.problems().toString());
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket server = new ServerSocket(0, 5, loopback);
        Cgroup group = Cgroup.create("weir-java-" + ProcessHandle.current().pid());
        LoadedObject loaded = Loader.load(objects.getFirst())) {
      int port = Short.toUnsignedInt(Short.reverseBytes((short) server.getLocalPort()));
      var services = loaded.map("services").typed(Codec.u64(), Codec.bytes(12));
      services.put(
          0x0000_0700_0100_637fL,
          new byte[] {127, 0, 0, 1, (byte) port, (byte) (port >> 8), 0, 0, 0, 0, 0, 0});
      Thread answers = Thread.ofVirtual().start(() -> answer(server));
      try (Link link = loaded.attach("balance", AttachTarget.cgroup(group.path()))) {
        assertEquals("backend", ask(group));
        byte[] value = services.get(0x0000_0700_0100_637fL).orElseThrow();
        assertEquals(1, value[8]);
      }
      answers.interrupt();
    }
  }

  private static String ask(Cgroup group) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                "bash",
                "-c",
                "echo $$ > " + group.processesFile() + "; exec 3<>/dev/tcp/127.99.0.1/7; cat <&3")
            .redirectErrorStream(true)
            .start();
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    return text;
  }

  private static void answer(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("backend".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Thread.currentThread().interrupt();
    }
  }
}
