// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.vm.Input;
import dev.weir.vm.LoadedVm;
import dev.weir.vm.Outcome;
import dev.weir.vm.Vm;
import dev.weir.vm.VmOptions;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.net.Address;
import dev.weir.vm.net.Device;
import dev.weir.vm.net.Neighbour;
import dev.weir.vm.net.Route;
import dev.weir.vm.net.Socket;
import dev.weir.vm.net.World;
import dev.weir.vm.run.Redirect;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The samples in the virtual machine: what no kernel can test-run, and no root is needed for.
@ParameterizedClass
@EnumSource(Sample.Language.class)
final class SimulatedTest {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ALLOW = 1;
  private static final int DENY = 0;
  private static final int NEXT = -1;
  private static final int REDIRECT = 7;
  private static final int EHOSTUNREACH = 113;

  @Parameter private Sample.Language language;

  private LoadedVm load(String name, World world) throws IOException, LinkException {
    return Vm.load(
        new Sample(name, language).compile(KernelVersion.V6_1),
        VmOptions.standard().withWorld(world));
  }

  /// A service of TCP and UDP at 10.99.0.1:80 with one backend at 127.0.0.53:5301.
  private LoadedVm balancer() throws IOException, LinkException {
    LoadedVm vm = load("socket_lb", new World());
    for (int protocol : new int[] {TCP, UDP}) {
      assertEquals(0, vm.map("services4").write(service(protocol), words(3, 1), VmMap.ANY));
    }
    byte[] backend = {127, 0, 0, 53, (byte) (5301 >> 8), (byte) 5301, 0, 0};
    assertEquals(0, vm.map("backends4").write(words(3), backend, VmMap.ANY));
    return vm;
  }

  private static byte[] service(int protocol) {
    return new byte[] {10, 99, 0, 1, 0, 80, (byte) protocol, 0};
  }

  private static byte[] words(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static Input to(Socket socket, String address, int port) {
    return Input.call()
        .socket(socket)
        .with(address.indexOf(':') < 0 ? "user_ip4" : "user_ip6", address)
        .with("user_port", port);
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect4", "sendmsg4"})
  void aServiceAddressBecomesABackendAndComesBack(String hook) throws IOException, LinkException {
    LoadedVm vm = balancer();
    Socket client = hook.equals("connect4") ? Socket.tcp(Socket.INET) : Socket.udp(Socket.INET);
    Outcome there = vm.program(hook).run(to(client, "10.99.0.1", 80));
    assertEquals(ALLOW, there.result());
    assertArrayEquals(Address.ip("127.0.0.53"), there.fieldBytes("user_ip4"));
    assertEquals(5301, there.field("user_port"));

    String back = hook.equals("connect4") ? "getpeername4" : "recvmsg4";
    Outcome seen = vm.program(back).run(to(client, "127.0.0.53", 5301));
    assertEquals(ALLOW, seen.result());
    assertArrayEquals(Address.ip("10.99.0.1"), seen.fieldBytes("user_ip4"));
    assertEquals(80, seen.field("user_port"));
  }

  @Test
  void anotherSocketThatReachesTheBackendDirectlySeesTheBackend()
      throws IOException, LinkException {
    LoadedVm vm = balancer();
    vm.program("connect4").run(to(Socket.tcp(Socket.INET), "10.99.0.1", 80));
    Outcome other = vm.program("getpeername4").run(to(Socket.tcp(Socket.INET), "127.0.0.53", 5301));
    assertArrayEquals(Address.ip("127.0.0.53"), other.fieldBytes("user_ip4"));
  }

  @Test
  void mappedAddressesOfDualStackSocketsAreTranslatedToo() throws IOException, LinkException {
    LoadedVm vm = balancer();
    Socket client = Socket.tcp(Socket.INET6);
    Outcome there = vm.program("connect6").run(to(client, "::ffff:10.99.0.1", 80));
    assertArrayEquals(Address.ip("::ffff:127.0.0.53"), there.fieldBytes("user_ip6"));
    Outcome back = vm.program("getpeername6").run(to(client, "::ffff:127.0.0.53", 5301));
    assertArrayEquals(Address.ip("::ffff:10.99.0.1"), back.fieldBytes("user_ip6"));
    assertEquals(80, back.field("user_port"));
  }

  @Test
  void aServiceWithoutBackendsRefusesWithAnErrno() throws IOException, LinkException {
    LoadedVm vm = balancer();
    vm.map("services4").write(service(TCP), words(3, 0), VmMap.ANY);
    Outcome outcome = vm.program("connect4").run(to(Socket.tcp(Socket.INET), "10.99.0.1", 80));
    assertEquals(DENY, outcome.result());
    assertEquals(-EHOSTUNREACH, outcome.retval());
  }

  @Test
  void otherAddressesAreLeftAlone() throws IOException, LinkException {
    Outcome outcome =
        balancer().program("connect4").run(to(Socket.tcp(Socket.INET), "10.99.0.2", 80));
    assertEquals(ALLOW, outcome.result());
    assertArrayEquals(Address.ip("10.99.0.2"), outcome.fieldBytes("user_ip4"));
  }

  private static World host() {
    return new World()
        .device(Device.ethernet(2, "02:00:00:00:00:02"))
        .device(Device.ethernet(3, "02:00:00:00:00:03"))
        .route(Route.via("10.77.2.0/24", "10.77.9.1", 3))
        .neighbour(Neighbour.of(3, "10.77.9.1", "02:00:00:00:00:99"));
  }

  private static byte[] packet(int ttl, int length) {
    byte[] frame = new byte[length];
    frame[12] = 8;
    frame[14] = 0x45;
    ByteBuffer.wrap(frame).putShort(16, (short) (length - 14));
    frame[22] = (byte) ttl;
    frame[23] = UDP;
    System.arraycopy(Address.ip("10.77.1.2"), 0, frame, 26, 4);
    System.arraycopy(Address.ip("10.77.2.2"), 0, frame, 30, 4);
    int sum = 0;
    for (int at = 14; at < 34; at += 2) {
      sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }
    sum = ~((sum & 0xffff) + (sum >>> 16));
    frame[24] = (byte) (sum >> 8);
    frame[25] = (byte) sum;
    return frame;
  }

  @Test
  void packetsFollowTheRoutingTable() throws IOException, LinkException {
    LoadedVm vm = load("host_route", host());
    Outcome outcome =
        vm.program(language.member("from_pod"))
            .run(Input.packet(packet(64, 98)).with("ifindex", 2));
    assertEquals(REDIRECT, outcome.result());
    Redirect redirect = outcome.redirect().orElseThrow();
    assertEquals(Redirect.Kind.NEIGHBOUR, redirect.kind());
    assertEquals(3, redirect.ifindex());
    byte[] hop = redirect.nextHop();
    assertNotNull(hop);
    assertArrayEquals(Address.ip("10.77.9.1"), Arrays.copyOfRange(hop, 4, 8));
    assertArrayEquals(packet(63, 98), outcome.packet());
  }

  @Test
  void whatNeedsTheStackGoesToIt() throws IOException, LinkException {
    LoadedVm vm = load("host_route", host());
    Outcome expiring =
        vm.program(language.member("from_pod")).run(Input.packet(packet(1, 98)).with("ifindex", 2));
    assertEquals(NEXT, expiring.result());
    Outcome large =
        vm.program(language.member("from_pod"))
            .run(Input.packet(packet(64, 1600)).with("ifindex", 2));
    assertEquals(NEXT, large.result());
    LoadedVm lost = load("host_route", new World().device(Device.ethernet(2, "02:00:00:00:00:02")));
    Outcome unrouted =
        lost.program(language.member("from_pod"))
            .run(Input.packet(packet(64, 98)).with("ifindex", 2));
    assertEquals(NEXT, unrouted.result());
    assertArrayEquals(packet(64, 98), unrouted.packet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "egress_policy",
        "host_route",
        "port_guard",
        "port_redirect",
        "protocol_count",
        "socket_lb"
      })
  void everyProgramRunsToItsEnd(String name) throws IOException, LinkException {
    LoadedVm vm = load(name, host());
    for (var program : vm.programs()) {
      boolean packet =
          switch (program.image().type()) {
            case CGROUP_SKB, SCHED_CLS, XDP, SOCKET_FILTER -> true;
            default -> false;
          };
      Socket socket = Socket.tcp(Socket.INET).local("10.77.1.2", 4000);
      Input input =
          packet ? Input.packet(packet(64, 98)).socket(socket) : Input.call().socket(socket);
      Outcome outcome = program.run(input);
      assertTrue(outcome.fault().isEmpty(), outcome::toString);
      assertTrue(program.image().hook().orElseThrow().returns().contains(outcome.r0()) || packet);
    }
  }
}
