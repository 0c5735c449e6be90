// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.count;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.jump;
import static dev.weir.loader.Programs.load;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static dev.weir.loader.Programs.store;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attached;
import dev.weir.loader.link.Link;
import dev.weir.loader.map.Codec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class CgroupLinkTest {
  private static final String VIP = "127.99.0.1";
  private static final int VIP_PORT = 7;

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  /// A connect4 program that sends connections to the VIP to a port of 127.0.0.1, and counts them.
  private static BpfObject redirector(int port) {
    int swapped = Short.toUnsignedInt(Short.reverseBytes((short) port));
    Program program =
        count(
                body()
                    .then(mov(Reg.R6, Reg.R1))
                    .then(load(MemSize.W, Reg.R7, Reg.R6, 4))
                    .then(jump(Condition.NE, Reg.R7, 0x0100637f, 13)),
                "hits")
            .then(
                mov(Reg.R1, 0x0100007f),
                store(MemSize.W, Reg.R6, 4, Reg.R1),
                mov(Reg.R1, swapped),
                store(MemSize.W, Reg.R6, 24, Reg.R1),
                mov(Reg.R0, 1),
                exit())
            .program("cgroup/connect4", "redirect");
    return object(List.of(MapSpec.of("hits", Programs.ARRAY, 4, 8, 1, 0)), program);
  }

  @Test
  void aProcessInTheGroupIsRedirectedAndOthersAreNot() throws IOException {
    try (ServerSocket server =
            new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Cgroup group = Kernel.cgroup("connect");
        LoadedObject loaded = Loader.load(redirector(server.getLocalPort()));
        Child child = Child.start(TrafficMain.class, group.processesFile().toString())) {
      Thread answers = Thread.ofVirtual().start(() -> answer(server));
      assertEquals("ready", child.readLine());
      Link link = loaded.attach("redirect", AttachTarget.cgroup(group.path()));
      assertEquals("backend", child.ask(VIP + " " + VIP_PORT));
      assertEquals(1L, loaded.map("hits").typed(Codec.u32(), Codec.u64()).get(0).orElseThrow());
      assertThrows(IOException.class, () -> new Socket(VIP, VIP_PORT).close());
      link.close();
      assertTrue(child.ask(VIP + " " + VIP_PORT).startsWith("error Connection refused"));
      answers.interrupt();
    }
  }

  private static void answer(ServerSocket server) {
    while (true) {
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write("backend".getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void updatingSwapsTheProgram() {
    BpfObject two =
        object(
            List.of(),
            body().then(mov(Reg.R0, 0), exit()).program("cgroup/connect4", "deny"),
            body().then(mov(Reg.R0, 1), exit()).program("cgroup/connect4", "allow"));
    try (Cgroup group = Kernel.cgroup("update");
        LoadedObject loaded = Loader.load(two);
        Child child = Child.start(TrafficMain.class, group.processesFile().toString())) {
      assertEquals("ready", child.readLine());
      Link link = loaded.attach("deny", AttachTarget.cgroup(group.path()));
      assertTrue(child.ask("127.0.0.1 9").contains("not permitted"));
      link.update(loaded.program("allow"));
      assertTrue(child.ask("127.0.0.1 9").contains("refused"));
      assertEquals(
          List.of(loaded.program("allow").info().id()),
          Attached.toCgroup(group.path(), AttachType.CGROUP_INET4_CONNECT));
    }
  }

  @Test
  void everySocketHookAttaches() {
    List<String> hooks =
        List.of(
            "bind4",
            "bind6",
            "connect4",
            "connect6",
            "sendmsg4",
            "sendmsg6",
            "recvmsg4",
            "recvmsg6",
            "getpeername4",
            "getpeername6",
            "getsockname4",
            "getsockname6",
            "sock_create",
            "sock_release",
            "post_bind4",
            "post_bind6");
    Program[] programs =
        hooks.stream()
            .map(h -> body().then(mov(Reg.R0, 1), exit()).program("cgroup/" + h, h))
            .toArray(Program[]::new);
    Program[] packets = {
      body().then(mov(Reg.R0, 1), exit()).program("cgroup_skb/ingress", "in"),
      body().then(mov(Reg.R0, 1), exit()).program("cgroup_skb/egress", "out")
    };
    try (Cgroup group = Kernel.cgroup("hooks");
        LoadedObject sockets = Loader.load(object(List.of(), programs));
        LoadedObject skb = Loader.load(object(List.of(), packets))) {
      for (LoadedObject loaded : List.of(sockets, skb)) {
        for (var program : loaded.programs()) {
          loaded.attach(program.name(), AttachTarget.cgroup(group.path()));
          assertEquals(
              List.of(program.info().id()),
              Attached.toCgroup(group.path(), program.attachType().orElseThrow()));
        }
      }
    }
  }

  @Test
  void aFolderOutsideTheHierarchyIsRefusedWithAHint() {
    BpfObject allow =
        object(List.of(), body().then(mov(Reg.R0, 1), exit()).program("cgroup/connect4", "allow"));
    try (LoadedObject loaded = Loader.load(allow)) {
      BpfException e =
          assertThrows(
              BpfException.class,
              () -> loaded.attach("allow", AttachTarget.cgroup(Path.of("/proc"))));
      assertEquals(LoaderProblem.BAD_TARGET, e.kind());
      assertTrue(e.problem().help().getFirst().contains("cgroup v2"), e.problem().toString());
      BpfException gone =
          assertThrows(
              BpfException.class,
              () -> loaded.attach("allow", AttachTarget.cgroup(Path.of("/nowhere/at/all"))));
      assertEquals(LoaderProblem.NO_CGROUP, gone.kind());
      BpfException device =
          assertThrows(BpfException.class, () -> loaded.attach("allow", AttachTarget.device("lo")));
      assertEquals(LoaderProblem.BAD_TARGET, device.kind());
    }
  }

  @Test
  void aPinnedLinkOutlivesItsDescriptor() throws IOException {
    Path pin = Kernel.bpffs().resolve("weir-test-link-" + ProcessHandle.current().pid());
    BpfObject allow =
        object(List.of(), body().then(mov(Reg.R0, 1), exit()).program("cgroup/connect4", "allow"));
    try (Cgroup group = Kernel.cgroup("pin")) {
      try (LoadedObject loaded = Loader.load(allow)) {
        loaded.attach("allow", AttachTarget.cgroup(group.path())).pin(pin);
      }
      assertEquals(1, Attached.toCgroup(group.path(), AttachType.CGROUP_INET4_CONNECT).size());
      Files.delete(pin);
      Kernel.eventually(
          () -> Attached.toCgroup(group.path(), AttachType.CGROUP_INET4_CONNECT).isEmpty(),
          "the link goes with its pin");
    } finally {
      Files.deleteIfExists(pin);
    }
  }
}
