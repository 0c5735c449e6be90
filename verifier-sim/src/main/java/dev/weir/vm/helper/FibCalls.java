// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.KernelStructs;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.StructImage;
import dev.weir.vm.memory.StructLayout;
import dev.weir.vm.net.Device;
import dev.weir.vm.net.Neighbour;
import dev.weir.vm.net.Route;
import dev.weir.vm.net.World;
import dev.weir.vm.run.Run;
import java.util.Map;

/// Routing: route lookups with their parameters and results, and MTU checks.
///
/// @kernel v6.12 net/core/filter.c bpf_ipv4_fib_lookup, bpf_ipv6_fib_lookup, bpf_skb_fib_lookup
final class FibCalls {
  private static final StructLayout PARAMETERS =
      new StructLayout(KernelStructs.byName("bpf_fib_lookup").orElseThrow());

  private static final int SUCCESS = 0;
  private static final int BLACKHOLE = 1;
  private static final int UNREACHABLE = 2;
  private static final int PROHIBIT = 3;
  private static final int NOT_FWDED = 4;
  private static final int FWD_DISABLED = 5;
  private static final int UNSUPP_LWT = 6;
  private static final int NO_NEIGH = 7;
  private static final int FRAG_NEEDED = 8;
  private static final int NO_SRC_ADDR = 9;

  private static final long DIRECT = 1;
  private static final long OUTPUT = 2;
  private static final long SKIP_NEIGH = 4;
  private static final long TBID = 8;
  private static final long SRC = 16;
  private static final long MARK = 32;
  private static final long KNOWN = DIRECT | OUTPUT | SKIP_NEIGH | TBID | SRC | MARK;

  private static final int MAIN_TABLE = 254;
  private static final int BYTES = 64;

  private FibCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("fib_lookup", FibCalls::lookup);
    calls.put("check_mtu", FibCalls::checkMtu);
  }

  private static long lookup(Machine m, long ctx, long at, long size, long flags, long e) {
    if (size < BYTES || (flags & ~KNOWN) != 0) {
      return Errors.EINVAL;
    }
    StructImage params = new StructImage(PARAMETERS);
    System.arraycopy(m.memory().read(at, BYTES), 0, params.bytes(), 0, BYTES);
    boolean xdp = m.run().program().type() == ProgramType.XDP;
    boolean checks = xdp || params.get("tot_len") != 0;
    long result =
        switch ((int) params.get("family")) {
          case 2 -> search(m.run().world(), params, flags, checks, 4);
          case 10 -> search(m.run().world(), params, flags, checks, 6);
          default -> Errors.EAFNOSUPPORT;
        };
    if (result == SUCCESS && !checks) {
      result = fits(m.run(), params);
    }
    m.memory().write(at, params.bytes());
    return result;
  }

  private static long search(
      World world, StructImage params, long flags, boolean checks, int version) {
    String suffix = "ipv" + version;
    byte[] source = params.getBytes(suffix + "_src");
    byte[] destination = params.getBytes(suffix + "_dst");
    if (version == 6 && (strict(destination) || strict(source))) {
      return NOT_FWDED;
    }
    Device in = world.device((int) params.get("ifindex"));
    if (in == null) {
      return Errors.ENODEV;
    }
    if (!in.forwards()) {
      return FWD_DISABLED;
    }
    int table = MAIN_TABLE;
    if ((flags & DIRECT) != 0 && (flags & TBID) != 0) {
      table = (int) params.get("tbid");
      params.set("tbid", 0);
      if (!world.hasTable(table, destination.length)) {
        return NOT_FWDED;
      }
    }
    Route route = world.lookup(table, destination, (flags & OUTPUT) != 0 ? in.ifindex() : 0);
    if (route == null) {
      return NOT_FWDED;
    }
    return switch (route.kind()) {
      case BLACKHOLE -> BLACKHOLE;
      case UNREACHABLE -> UNREACHABLE;
      case PROHIBIT -> PROHIBIT;
      case LOCAL, BROADCAST -> NOT_FWDED;
      case UNICAST -> follow(world, params, route, flags, checks, suffix);
    };
  }

  private static long follow(
      World world, StructImage params, Route route, long flags, boolean checks, String suffix) {
    Device out = world.device(route.ifindex());
    if (out == null) {
      return NOT_FWDED;
    }
    int mtu = 0;
    if (checks) {
      mtu = route.mtu() != 0 ? route.mtu() : out.mtu();
      if (params.get("tot_len") > mtu) {
        params.set("mtu_result", mtu);
        return FRAG_NEEDED;
      }
    }
    if (route.encapsulated()) {
      return UNSUPP_LWT;
    }
    params.set("rt_metric", route.metric());
    params.set("ifindex", out.ifindex());
    byte[] gateway = route.gateway();
    if ((flags & SRC) != 0) {
      byte[] preferred = route.source();
      if (preferred == null && suffix.equals("ipv6")) {
        return NO_SRC_ADDR;
      }
      params.setBytes(suffix + "_src", preferred == null ? new byte[4] : preferred);
    }
    String family = suffix;
    if (gateway != null) {
      family = gateway.length == 4 ? "ipv4" : "ipv6";
      params.set("family", gateway.length == 4 ? 2 : 10);
      params.setBytes(family + "_dst", gateway);
    }
    if ((flags & SKIP_NEIGH) == 0) {
      Neighbour neighbour = world.neighbourOf(out.ifindex(), params.getBytes(family + "_dst"));
      if (neighbour == null || !neighbour.valid()) {
        return NO_NEIGH;
      }
      params.setBytes("dmac", neighbour.mac());
      params.setBytes("smac", out.mac());
    }
    params.set("h_vlan_TCI", 0);
    params.set("h_vlan_proto", 0);
    if (mtu != 0) {
      params.set("mtu_result", mtu);
    }
    return SUCCESS;
  }

  /// The check of the packet itself against the device, where the program gave no length.
  ///
  /// @kernel v6.12 include/linux/netdevice.h __is_skb_forwardable: VLAN headers may come on top
  private static long fits(Run run, StructImage params) {
    Device out = run.world().device((int) params.get("ifindex"));
    if (out == null) {
      return Errors.ENODEV;
    }
    params.set("mtu_result", out.mtu());
    boolean forwardable =
        out.up()
            && (run.frame().length() <= out.mtu() + out.headerBytes() + 4 || PacketCalls.gso(run));
    return forwardable ? SUCCESS : FRAG_NEEDED;
  }

  /// Whether an address is link-local or multicast.
  private static boolean strict(byte[] address) {
    int first = address[0] & 0xff;
    return first == 0xff || first == 0xfe && (address[1] & 0xc0) == 0x80;
  }

  private static long checkMtu(
      Machine m, long ctx, long ifindex, long at, long difference, long flags) {
    Run run = m.run();
    boolean xdp = run.program().type() == ProgramType.XDP;
    long given = m.memory().load4(at);
    if (xdp
        ? flags != 0
        : (flags & ~1L) != 0 || flags != 0 && ((int) difference != 0 || given != 0)) {
      return Errors.EINVAL;
    }
    int current = (int) run.window().image().get(xdp ? "ingress_ifindex" : "ifindex");
    Device device = run.world().device((int) ifindex == 0 ? current : (int) ifindex);
    if (device == null) {
      return Errors.ENODEV;
    }
    int most = device.mtu() + device.headerBytes();
    int length = given != 0 ? (int) given + device.headerBytes() : run.frame().length();
    boolean fits = length + (int) difference <= most;
    m.memory().store4(at, device.mtu());
    if (!fits && !xdp && PacketCalls.gso(run)) {
      long segment = run.window().image().get("gso_size") + headers(run);
      return flags == 0 || segment <= device.mtu() ? 0 : 2;
    }
    return fits ? 0 : 1;
  }

  /// Bytes of network and TCP header of a segment, as a guess from the protocol.
  private static int headers(Run run) {
    return run.window().image().get("protocol") == 0x86dd ? 60 : 40;
  }
}
