// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.loader.LoadedObject;
import dev.weir.loader.host.Cgroup;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// `port_guard`: a process of the group binds to what it may only.
@Tag("kernel")
@ParameterizedClass
@EnumSource(Sample.Language.class)
final class PortGuardTest {
  @Parameter private Sample.Language language;

  private static final String REFUSED = "error Address already in use";

  private NetNamespace namespace;
  private Cgroup group;
  private LoadedObject loaded;

  @BeforeEach
  void attach() throws Exception {
    Machine.needsBpf();
    group = Machine.cgroup("port-guard");
    namespace = NetNamespace.create();
    namespace.run(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        interfaces.setUp(interfaces.get("lo"));
      }
    });
    loaded = new Sample("port_guard", language).load();
    for (LoadedProgram program : loaded.programs()) {
      loaded.attach(program.name(), AttachTarget.cgroup(group.path()));
    }
  }

  @AfterEach
  void detach() {
    if (loaded != null) {
      loaded.close();
      namespace.close();
      group.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "127.0.0.1, false", "::1, false"})
  void reservedPortsAreRefused(String address, boolean ipv4) throws Exception {
    try (Child child = Child.start(group, namespace, ipv4)) {
      for (String request : new String[] {"listen ", "bind "}) {
        assertEquals("ok 29999", child.ask(request + address + " 29999"));
        assertStartsWith(REFUSED, child.ask(request + address + " 30000"));
        assertStartsWith(REFUSED, child.ask(request + address + " 32767"));
        assertEquals("ok 32768", child.ask(request + address + " 32768"));
      }
    }
    assertEquals(4, Machine.counter(loaded, "refused"));
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "::1, false"})
  void reservedPortsAreNotGivenAway(String address, boolean ipv4) throws Exception {
    String range = "ipv4/ip_local_port_range";
    try (Child child = Child.start(group, namespace, ipv4)) {
      namespace.call(() -> Machine.set(range, "30000 30009"));
      assertStartsWith(REFUSED, child.ask("listen " + address + " 0"));
      assertStartsWith(REFUSED, child.ask("bind " + address + " 0"));
      assertEquals(2, Machine.counter(loaded, "refused"));
      namespace.call(() -> Machine.set(range, "40000 40009"));
      assertStartsWith("ok 4000", child.ask("listen " + address + " 0"));
    }
  }

  /// Processes outside the group bind as ever.
  @ParameterizedTest
  @CsvSource("30000")
  void othersAreNotConcerned(int port) throws Exception {
    try (Cgroup other = Machine.cgroup("others");
        Child child = Child.start(other, namespace, true)) {
      assertEquals("ok " + port, child.ask("listen 127.0.0.1 " + port));
    }
    assertEquals(0, Machine.counter(loaded, "refused"));
  }

  private static void assertStartsWith(String expected, String found) {
    assertTrue(found.startsWith(expected), found);
  }
}
