// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.Mounts;
import dev.weir.loader.sys.Syscalls;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiles a user of each skeleton with it, and runs it in the kernel.
@Tag("kernel")
class SkeletonKernelTest {
  @TempDir private Path folder;

  @BeforeEach
  void needs() {
    Assumptions.assumeTrue(
        Syscalls.unavailable().isEmpty(), () -> Syscalls.unavailable().orElse(""));
    Assumptions.assumeTrue(
        Capabilities.current().networkPrograms(),
        "needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
    Assumptions.assumeTrue(Mounts.read().cgroup2().isPresent(), "needs a cgroup v2 mount");
  }

  @Test
  void anEventIsARecord() throws Exception {
    assertEquals(
        "[Blocked[destination=127.0.0.1, port=4789, protocol=17, length=33]]"
            + " Counters[allowed=0, denied=1]",
        use("EgressPolicy", TestObjects.sample("egress_policy")));
  }

  @Test
  void constantsAreSetBeforeLoading() throws Exception {
    assertEquals(
        "40000..40100 refused Counters[refused=1]",
        use("PortGuard", TestObjects.sample("port_guard")));
  }

  @Test
  void mapsHaveKeysAndValuesOfTheirTypes() throws Exception {
    String said = use("SocketLb", TestObjects.sample("socket_lb"));
    String expected =
        "/10.96.0.1:80 Origin4[address=10.96.0.1, port=80] translated 1"
            + " {ServiceKey6[address=fd00::1, port=80, protocol=6]=Service[first=0, count=0]}";
    assertEquals(expected, said);
  }

  @Test
  void packetProgramsRunOnTestDataAndAttachToInterfaces() throws Exception {
    String said = use("PortRedirect", TestObjects.sample("port_redirect"));
    assertTrue(said.startsWith("443 to 8080 1 "), said);
    assertTrue(said.contains("lo, "), said);
  }

  @Test
  void perCpuValuesAreListsAndSums() throws Exception {
    assertEquals(
        "Traffic[packets=3, bytes=192] true 256",
        use("ProtocolCount", TestObjects.sample("protocol_count")));
  }

  @Test
  void theLoadersOptionsPassThrough() throws Exception {
    assertEquals(
        "-1 true Counters[forwarded4=0, forwarded6=0, toStack=1]",
        use("HostRoute", TestObjects.sample("host_route")));
  }

  @Test
  void everyKindOfMapAndVariableOfAnObjectOfClang() throws Exception {
    assertEquals(
        """
        table true true BLUE
        point Point[x=7, y=8] 34359738375
        percpu true
        stack Optional[4000000000]Optional[1]
        seen true false
        untyped {010203=0000000000}
        inner {1=Point[x=3, y=4]} Optional.empty
        perf perf_event_array
        constants 60000 Point[x=10, y=20] xyz
        offset -6
        65536 outside 0..65535
        verdict 2
        [Event[pid=60000, comm=kinds]]
        [Loose[at=99]]
        number 60000 of 4
        queued Optional[Point[x=4, y=20]]Optional.empty
        state 21 -3 549755813888 120 10.0.0.1
        runs 1 load 1
        table false 2\
        """,
        use("Kinds", TestObjects.clang("kinds", folder)));
  }

  /// What the user of a skeleton says.
  private String use(String name, BpfObject object) throws Exception {
    SkeletonOptions options = SkeletonOptions.in(TestObjects.PACKAGE);
    if (object.map("others").isPresent()) {
      options = options.withRecord("others", "loose");
    }
    List<GeneratedFile> files = new ArrayList<>(TestObjects.generate(object, options));
    Path user = TestObjects.TESTS.resolve("users/" + name + "Use.java");
    files.add(
        new GeneratedFile(
            GeneratedFile.Kind.SOURCE,
            "com/example/" + name + "Use.java",
            Files.readString(user).getBytes(UTF_8)));
    Path classes = Files.createDirectory(folder.resolve("classes"));
    assertEquals("", Javac.compile(files, classes));
    try (URLClassLoader loader = Javac.loader(classes)) {
      Class<?> type = loader.loadClass(TestObjects.PACKAGE + "." + name + "Use");
      return (String) ((Callable<?>) type.getConstructor().newInstance()).call();
    }
  }
}
