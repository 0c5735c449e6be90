// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.Attached;
import dev.weir.loader.link.TcxLink;
import dev.weir.loader.netlink.Interfaces;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class KilledLoaderTest {
  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
    Assumptions.assumeTrue(TcxLink.supported(), "needs tcx (Linux 6.6)");
  }

  @Test
  void nothingStaysAttachedWhenTheLoaderIsKilled() {
    try (Cgroup group = Kernel.cgroup("killed");
        NetNamespace namespace = NetNamespace.create()) {
      String path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + namespace.fd().number();
      try (Child child = Child.start(AttachAndWaitMain.class, group.path().toString(), path)) {
        assertEquals("attached", child.readLine());
        assertEquals(1, connect4(group).size());
        assertEquals(1, ingress(namespace).size());
      }
      Kernel.eventually(() -> connect4(group).isEmpty(), "nothing at the control group");
      Kernel.eventually(() -> ingress(namespace).isEmpty(), "nothing at the interface");
    }
  }

  private static List<Integer> connect4(Cgroup group) {
    return Attached.toCgroup(group.path(), AttachType.CGROUP_INET4_CONNECT);
  }

  private static List<Integer> ingress(NetNamespace namespace) {
    List<Integer> programs = new ArrayList<>();
    namespace.run(
        () -> programs.addAll(Attached.toDevice(Interfaces.find("lo"), AttachType.TCX_INGRESS)));
    return programs;
  }
}
