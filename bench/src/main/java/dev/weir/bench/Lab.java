// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.netlink.Interfaces.Device;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// A network namespace of its own in which programs are run on packets: the kernel looks routes up
/// in the namespace of the caller. It forwards, and reaches two networks; of each it knows the
/// Ethernet address of the second host, but not of the third. Nothing is left of it.
final class Lab implements AutoCloseable {
  /// An IPv4 network that the lab has a route to.
  static final Network ROUTED4 = new Network(new byte[] {(byte) 192, 0, 2, 0}, 24);

  /// An IPv6 network that the lab has a route to.
  static final Network ROUTED6 =
      new Network(new byte[] {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 64);

  private static final byte[] NEIGHBOUR = {2, 0, 0, 0, 0, 9};
  private static final List<Path> FORWARDING =
      List.of(
          Path.of("/proc/sys/net/ipv4/conf/all/forwarding"),
          Path.of("/proc/sys/net/ipv6/conf/all/forwarding"));

  private final NetNamespace namespace;

  private Lab(NetNamespace namespace) {
    this.namespace = namespace;
  }

  /// Part of the addresses.
  ///
  /// @param prefix its first address; not copied
  /// @param prefixBits how many leading bits its addresses share
  record Network(byte[] prefix, int prefixBits) {
    /// The address of one of the first 255 hosts.
    byte[] address(int host) {
      byte[] address = prefix.clone();
      address[address.length - 1] = (byte) host;
      return address;
    }

    private InetAddress host(int host) {
      try {
        return InetAddress.getByAddress(address(host));
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Sets it up.
  ///
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses
  static Lab open() {
    NetNamespace namespace = NetNamespace.create();
    try {
      namespace.run(Lab::setUp);
      return new Lab(namespace);
    } catch (RuntimeException | Error e) {
      namespace.close();
      throw e;
    }
  }

  /// Does something in the lab.
  <T> T call(Callable<T> task) {
    try {
      return namespace.call(task);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    namespace.close();
  }

  private static void setUp() {
    try (Interfaces interfaces = Interfaces.open()) {
      interfaces.setUp(interfaces.get("lo"));
      Device device = interfaces.createVeth("weir0", "weir1", Optional.empty());
      interfaces.setUp(device);
      interfaces.setUp(interfaces.get("weir1"));
      for (Network network : List.of(ROUTED4, ROUTED6)) {
        interfaces.addAddress(device, network.host(254), network.prefixBits());
        interfaces.addNeighbour(device, network.host(2), NEIGHBOUR);
      }
    }
    for (Path setting : FORWARDING) {
      try {
        Files.writeString(setting, "1");
      } catch (IOException e) {
        throw new IllegalStateException("cannot switch forwarding on: " + e.getMessage(), e);
      }
    }
  }
}
