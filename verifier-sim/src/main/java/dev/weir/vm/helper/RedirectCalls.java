// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.map.VmMap;
import dev.weir.vm.run.Redirect;
import dev.weir.vm.run.Run;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Packets sent elsewhere, as records of the run.
///
/// @kernel v6.12 net/core/filter.c bpf_redirect and its neighbours; net/core/sock_map.c
final class RedirectCalls {
  private static final long SHOT = 2;
  private static final long REDIRECT = 7;
  private static final long XDP_REDIRECT = 4;
  private static final long INGRESS = 1;
  private static final int NEXT_HOP_BYTES = 20;

  /// `BPF_F_BROADCAST` and `BPF_F_EXCLUDE_INGRESS`, for maps of devices.
  private static final long BROADCAST = 8;

  private static final long EXCLUDE_INGRESS = 16;

  private RedirectCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("redirect", RedirectCalls::device);
    calls.put("redirect_peer", RedirectCalls::peer);
    calls.put("redirect_neigh", RedirectCalls::neighbour);
    calls.put("clone_redirect", RedirectCalls::copy);
    calls.put("redirect_map", RedirectCalls::map);
    Call byIndex = (m, ctx, map, key, flags, e) -> socket(m, map, bytes(key), key, flags);
    Call byKey =
        (m, ctx, map, key, flags, e) ->
            socket(
                m,
                map,
                m.memory().read(key, VmMap.at(m.memory(), map).image().keySize()),
                0,
                flags);
    calls.put("sk_redirect_map", byIndex);
    calls.put("msg_redirect_map", byIndex);
    calls.put("sk_redirect_hash", byKey);
    calls.put("msg_redirect_hash", byKey);
  }

  private static long device(Machine m, long ifindex, long flags, long c, long d, long e) {
    boolean xdp = m.run().program().type() == ProgramType.XDP;
    if (xdp ? flags != 0 : (flags & ~INGRESS) != 0) {
      return xdp ? 0 : SHOT;
    }
    m.run().redirect(to(Redirect.Kind.DEVICE, ifindex, flags, null));
    return xdp ? XDP_REDIRECT : REDIRECT;
  }

  private static long peer(Machine m, long ifindex, long flags, long c, long d, long e) {
    if (flags != 0) {
      return SHOT;
    }
    m.run().redirect(to(Redirect.Kind.PEER, ifindex, flags, null));
    return REDIRECT;
  }

  private static long neighbour(
      Machine m, long ifindex, long params, long size, long flags, long e) {
    if (size != 0 && size < NEXT_HOP_BYTES || flags != 0) {
      return SHOT;
    }
    byte[] hop = size == 0 ? null : m.memory().read(params, NEXT_HOP_BYTES);
    m.run().redirect(to(Redirect.Kind.NEIGHBOUR, ifindex, flags, hop));
    return REDIRECT;
  }

  private static Redirect to(Redirect.Kind kind, long ifindex, long flags, byte @Nullable [] hop) {
    return new Redirect(kind, (int) ifindex, flags, null, 0, hop, null);
  }

  private static long copy(Machine m, long ctx, long ifindex, long flags, long d, long e) {
    Run run = m.run();
    if ((flags & ~INGRESS) != 0 || run.world().device((int) ifindex) == null) {
      return Errors.EINVAL;
    }
    run.redirects()
        .add(
            new Redirect(
                Redirect.Kind.CLONE, (int) ifindex, flags, null, 0, null, run.frame().frame()));
    run.frame().changed();
    return 0;
  }

  /// @kernel v6.12 include/linux/filter.h __bpf_xdp_redirect_map: the low bits of the flags are the
  ///   result where the map has no such entry
  private static long map(Machine m, long address, long key, long flags, long d, long e) {
    VmMap map = VmMap.at(m.memory(), address);
    long extra =
        switch (map.image().type()) {
          case DEVMAP, DEVMAP_HASH -> BROADCAST | EXCLUDE_INGRESS;
          default -> 0;
        };
    if ((flags & ~(3L | extra)) != 0) {
      return 0;
    }
    boolean broadcast = (flags & BROADCAST) != 0;
    byte[] at = bytes(key);
    boolean known =
        switch (map.image().type()) {
          case XSKMAP -> map.element(at) != null;
          default -> map.find(at, 0) != null;
        };
    if (!known && !broadcast) {
      return flags & 3;
    }
    m.run()
        .redirect(
            new Redirect(
                Redirect.Kind.MAP,
                0,
                flags,
                map.name(),
                Integer.toUnsignedLong((int) key),
                null,
                null));
    return XDP_REDIRECT;
  }

  private static long socket(Machine m, long address, byte[] key, long index, long flags) {
    VmMap map = VmMap.at(m.memory(), address);
    if ((flags & ~INGRESS) != 0 || map.element(key) == null) {
      return 0;
    }
    m.run().redirect(new Redirect(Redirect.Kind.SOCKET, 0, flags, map.name(), index, null, null));
    return 1;
  }

  private static byte[] bytes(long key) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) key).array();
  }
}
