// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import static dev.weir.loader.Programs.body;
import static dev.weir.loader.Programs.count;
import static dev.weir.loader.Programs.exit;
import static dev.weir.loader.Programs.mov;
import static dev.weir.loader.Programs.object;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.host.NetNamespace;
import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachOptions.Traffic;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.link.Attached;
import dev.weir.loader.link.ClsactFilter;
import dev.weir.loader.link.Link;
import dev.weir.loader.link.Position;
import dev.weir.loader.link.TcxLink;
import dev.weir.loader.map.Codec;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.netlink.TrafficControl;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Packet programs between two network namespaces joined by a veth pair.
@Tag("kernel")
class TcLinkTest {
  private static final int NEXT = -1;
  private static final int DROP = 2;

  private NetNamespace left;
  private NetNamespace right;

  @BeforeAll
  static void needsBpf() {
    Kernel.needsBpf();
  }

  @BeforeEach
  void connect() throws Exception {
    left = NetNamespace.create();
    right = NetNamespace.create();
    left.call(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        var device = interfaces.createVeth("v0", "v1", Optional.of(right.fd()));
        interfaces.setUp(device);
        interfaces.addAddress(device, InetAddress.getByName("10.200.0.1"), 24);
      }
      return null;
    });
    right.call(() -> {
      try (Interfaces interfaces = Interfaces.open()) {
        var device = interfaces.get("v1");
        interfaces.setUp(device);
        interfaces.addAddress(device, InetAddress.getByName("10.200.0.2"), 24);
      }
      return null;
    });
  }

  @AfterEach
  void disconnect() {
    left.close();
    right.close();
  }

  private static BpfObject counters(int verdict) {
    return object(
        List.of(
            MapSpec.of("first", Programs.ARRAY, 4, 8, 1, 0),
            MapSpec.of("second", Programs.ARRAY, 4, 8, 1, 0)),
        count(body(), "first").then(mov(Reg.R0, verdict), exit()).program("tc", "one"),
        count(body(), "second").then(mov(Reg.R0, NEXT), exit()).program("tcx/egress", "two"));
  }

  private static long hits(LoadedObject loaded, String map) {
    return loaded.map(map).typed(Codec.u32(), Codec.u64()).get(0).orElseThrow();
  }

  /// Sends a datagram from the left to the right; whether it arrived.
  private boolean send() throws Exception {
    try (DatagramSocket receiver =
            right.call(() -> new DatagramSocket(new InetSocketAddress("10.200.0.2", 4000)));
        DatagramSocket sender =
            left.call(() -> new DatagramSocket(new InetSocketAddress("10.200.0.1", 0)))) {
      receiver.setSoTimeout(300);
      byte[] data = {1, 2, 3};
      sender.send(new DatagramPacket(data, data.length, new InetSocketAddress("10.200.0.2", 4000)));
      try {
        receiver.receive(new DatagramPacket(new byte[16], 16));
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  /// Whether one of several datagrams arrives: the first on a new device may be lost while the
  /// neighbours find each other.
  private boolean arrives() throws Exception {
    for (int attempt = 0; attempt < 10; attempt++) {
      if (send()) {
        return true;
      }
    }
    return false;
  }

  private void onLeft(Callable<?> task) throws Exception {
    left.call(task);
  }

  @Test
  void tcxSeesAndDropsPackets() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(DROP))) {
      Link link = left.call(() -> loaded.attach("two", AttachTarget.device("v0")));
      assertTrue(arrives());
      assertTrue(hits(loaded, "second") > 0);
      link.close();
      Link dropping =
          left.call(() -> loaded.attach("one", AttachTarget.device("v0", Direction.EGRESS)));
      assertFalse(send());
      dropping.close();
      assertTrue(arrives());
    }
  }

  @Test
  void anchorsSetTheOrder() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(NEXT))) {
      onLeft(() -> {
        AttachTarget target = AttachTarget.device("v0", Direction.EGRESS);
        Link two = loaded.attach("two", target);
        AttachOptions before = AttachOptions.defaults().at(new Position.Before(two));
        loaded.attach("one", target, before);
        int one = loaded.program("one").info().id();
        assertEquals(
            List.of(one, loaded.program("two").info().id()),
            Attached.toDevice(Interfaces.find("v0"), AttachType.TCX_EGRESS));
        BpfException twice = assertThrows(BpfException.class, () -> loaded.attach("one", target));
        assertEquals(LoaderProblem.ATTACH_CONFLICT, twice.kind());
        return null;
      });
    }
  }

  @Test
  void clsactDoesWhatTcxDoes() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(DROP))) {
      AttachOptions options = AttachOptions.defaults().by(Traffic.CLSACT);
      Link link = left.call(() -> loaded.attach("two", AttachTarget.device("v0"), options));
      assertTrue(arrives());
      assertTrue(hits(loaded, "second") > 0);
      left.run(() -> link.update(loaded.program("one")));
      assertFalse(send());
      left.run(link::close);
      assertTrue(arrives());
      onLeft(() -> {
        try (TrafficControl control = TrafficControl.open()) {
          assertTrue(control.addClsact(Interfaces.find("v0")), "clsact was removed");
        }
        return null;
      });
    }
  }

  @Test
  void clsactLeavesTheFiltersOfOthersAlone() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(NEXT))) {
      onLeft(() -> {
        Interfaces.Device device = Interfaces.find("v0");
        try (TrafficControl control = TrafficControl.open()) {
          control.addClsact(device);
          var theirs =
              control.addFilter(
                  device,
                  TrafficControl.Direction.EGRESS,
                  5,
                  loaded.program("one").fd().number(),
                  "theirs");
          AttachOptions options = AttachOptions.defaults().by(Traffic.CLSACT);
          Link ours = loaded.attach("two", AttachTarget.device("v0"), options);
          assertEquals(2, control.filters(device, TrafficControl.Direction.EGRESS).size());
          ours.close();
          ours.close();
          assertEquals(List.of(theirs), control.filters(device, TrafficControl.Direction.EGRESS));
          Link created = loaded.attach("two", AttachTarget.device("v0"), options);
          created.close();
          assertFalse(control.addClsact(device), "the discipline of others stays");
        }
        return null;
      });
    }
  }

  @Test
  void filtersOfDeadOwnersAreRemovedByTheNextAttachment() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(NEXT))) {
      onLeft(() -> {
        Interfaces.Device device = Interfaces.find("v0");
        AttachOptions options = AttachOptions.defaults().by(Traffic.CLSACT);
        try (TrafficControl control = TrafficControl.open();
            ClsactFilter alive =
                (ClsactFilter) loaded.attach("two", AttachTarget.device("v0"), options)) {
          String name = alive.filter().name();
          String dead =
              name.substring(0, name.lastIndexOf('/') + 1)
                  + "999999999.1"
                  + name.substring(name.lastIndexOf('.'));
          control.addFilter(
              device,
              TrafficControl.Direction.EGRESS,
              0,
              loaded.program("one").fd().number(),
              dead);
          assertEquals(1, ClsactFilter.removeStale(device));
          assertEquals(
              List.of(alive.filter()), control.filters(device, TrafficControl.Direction.EGRESS));
        }
        return null;
      });
    }
  }

  @Test
  void anUnknownInterfaceAndAMissingDirectionAreErrors() throws Exception {
    try (LoadedObject loaded = Loader.load(counters(NEXT))) {
      BpfException gone =
          assertThrows(
              BpfException.class, () -> loaded.attach("two", AttachTarget.device("nope0")));
      assertEquals(LoaderProblem.BAD_TARGET, gone.kind());
      BpfException direction =
          assertThrows(
              BpfException.class,
              () -> left.run(() -> loaded.attach("one", AttachTarget.device("v0"))));
      assertTrue(direction.getMessage().contains("direction"), direction.getMessage());
    }
  }

  @Test
  void xdpDropsWhatArrives() throws Exception {
    BpfObject xdp =
        object(List.of(), body().then(mov(Reg.R0, 1), exit()).program("xdp", "drop_all"));
    try (LoadedObject loaded = Loader.load(xdp)) {
      assertTrue(arrives(), "and the neighbours know each other");
      AttachOptions generic = AttachOptions.defaults().xdp(AttachOptions.XdpMode.GENERIC);
      Link link = right.call(() -> loaded.attach("drop_all", AttachTarget.device("v1"), generic));
      assertFalse(send());
      link.close();
      assertTrue(arrives());
    }
  }

  @Test
  void theRunningKernelHasTcxExactlyFromItsRelease() {
    assertEquals(
        KernelRelease.running().version().atLeast(AttachType.TCX_INGRESS.since()),
        TcxLink.supported());
  }
}
