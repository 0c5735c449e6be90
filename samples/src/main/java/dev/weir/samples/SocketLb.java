// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import dev.weir.dsl.ArrayMap;
import dev.weir.dsl.Be16;
import dev.weir.dsl.Be32;
import dev.weir.dsl.Bpf;
import dev.weir.dsl.Connect4;
import dev.weir.dsl.Connect6;
import dev.weir.dsl.Counter;
import dev.weir.dsl.Errno;
import dev.weir.dsl.Getpeername4;
import dev.weir.dsl.Getpeername6;
import dev.weir.dsl.HashMap;
import dev.weir.dsl.Helpers;
import dev.weir.dsl.Ip6;
import dev.weir.dsl.LruHashMap;
import dev.weir.dsl.Net;
import dev.weir.dsl.Recvmsg4;
import dev.weir.dsl.Recvmsg6;
import dev.weir.dsl.Sendmsg4;
import dev.weir.dsl.Sendmsg6;
import dev.weir.dsl.SockAddr4;
import dev.weir.dsl.SockAddr6;
import dev.weir.dsl.U32;
import dev.weir.dsl.U8;
import dev.weir.dsl.Verdict;

/// East-west service load balancing at the socket: a client that connects or sends to a service
/// address talks to a backend from then on, without per-packet NAT, and still sees the service
/// address when it asks who it talks to.
///
/// Attach to a cgroup; the sockets made by its processes are translated. The control plane fills
/// `services*` and `backends*`, backends first.
@Bpf(license = "GPL", module = "samples.socket_lb")
public final class SocketLb {
  static final HashMap<ServiceKey4, Service> SERVICES4 = HashMap.withCapacity(65_536);
  static final HashMap<ServiceKey6, Service> SERVICES6 = HashMap.withCapacity(65_536);
  static final ArrayMap<Backend4> BACKENDS4 = ArrayMap.withCapacity(65_536);
  static final ArrayMap<Backend6> BACKENDS6 = ArrayMap.withCapacity(65_536);
  static final LruHashMap<PeerKey4, Origin4> ORIGINS4 = LruHashMap.withCapacity(262_144);
  static final LruHashMap<PeerKey6, Origin6> ORIGINS6 = LruHashMap.withCapacity(262_144);

  static final Counter TRANSLATED = Counter.perCpu();
  static final Counter RESTORED = Counter.perCpu();
  static final Counter NO_BACKEND = Counter.perCpu();

  private SocketLb() {}

  /// A service address as a client names it.
  record ServiceKey4(Be32 address, Be16 port, @U8 int protocol) {}

  /// A service address as a client names it.
  record ServiceKey6(Ip6 address, Be16 port, @U8 int protocol) {}

  /// The backends of a service: `count` entries of the backend map from `first`.
  record Service(@U32 int first, @U32 int count) {}

  record Backend4(Be32 address, Be16 port) {}

  record Backend6(Ip6 address, Be16 port) {}

  /// What a socket sees as its peer: the key of the way back. The cookie keeps apart two sockets of
  /// which one reached the backend through a service and the other directly.
  record PeerKey4(long cookie, Be32 address, Be16 port) {}

  /// What a socket sees as its peer.
  record PeerKey6(long cookie, Ip6 address, Be16 port) {}

  record Origin4(Be32 address, Be16 port) {}

  record Origin6(Ip6 address, Be16 port) {}

  @Connect4
  static Verdict connect4(SockAddr4 ctx) {
    return there(ctx);
  }

  @Sendmsg4
  static Verdict sendmsg4(SockAddr4 ctx) {
    return there(ctx);
  }

  @Connect6
  static Verdict connect6(SockAddr6 ctx) {
    return there(ctx);
  }

  @Sendmsg6
  static Verdict sendmsg6(SockAddr6 ctx) {
    return there(ctx);
  }

  @Recvmsg4
  static Verdict recvmsg4(SockAddr4 ctx) {
    return back(ctx);
  }

  @Getpeername4
  static Verdict getpeername4(SockAddr4 ctx) {
    return back(ctx);
  }

  @Recvmsg6
  static Verdict recvmsg6(SockAddr6 ctx) {
    return back(ctx);
  }

  @Getpeername6
  static Verdict getpeername6(SockAddr6 ctx) {
    return back(ctx);
  }

  private static Verdict there(SockAddr4 ctx) {
    Service service =
        SERVICES4.lookup(new ServiceKey4(ctx.dstIp(), ctx.dstPort(), ctx.protocol() & 0xff));
    if (service == null) {
      return Verdict.ALLOW;
    }
    if (service.count() == 0) {
      return noBackend();
    }
    long cookie = ctx.cookie();
    Backend4 backend = BACKENDS4.lookup(slot(service, ctx.protocol(), cookie));
    if (backend == null) {
      return noBackend();
    }
    ORIGINS4.put(
        new PeerKey4(cookie, backend.address(), backend.port()),
        new Origin4(ctx.dstIp(), ctx.dstPort()));
    ctx.dstIp(backend.address());
    ctx.dstPort(backend.port());
    TRANSLATED.increment();
    return Verdict.ALLOW;
  }

  private static Verdict there(SockAddr6 ctx) {
    if (ctx.dstIp().isV4Mapped()) {
      return thereMapped(ctx);
    }
    long cookie = ctx.cookie();
    Service service =
        SERVICES6.lookup(new ServiceKey6(ctx.dstIp(), ctx.dstPort(), ctx.protocol() & 0xff));
    if (service == null) {
      return Verdict.ALLOW;
    }
    if (service.count() == 0) {
      return noBackend();
    }
    Backend6 backend = BACKENDS6.lookup(slot(service, ctx.protocol(), cookie));
    if (backend == null) {
      return noBackend();
    }
    ORIGINS6.put(
        new PeerKey6(cookie, backend.address(), backend.port()),
        new Origin6(ctx.dstIp(), ctx.dstPort()));
    ctx.dstIp(backend.address());
    ctx.dstPort(backend.port());
    TRANSLATED.increment();
    return Verdict.ALLOW;
  }

  /// IPv4 through a socket of IPv6.
  private static Verdict thereMapped(SockAddr6 ctx) {
    long cookie = ctx.cookie();
    Be32 address = ctx.dstIp().v4();
    Service service =
        SERVICES4.lookup(new ServiceKey4(address, ctx.dstPort(), ctx.protocol() & 0xff));
    if (service == null) {
      return Verdict.ALLOW;
    }
    if (service.count() == 0) {
      return noBackend();
    }
    Backend4 backend = BACKENDS4.lookup(slot(service, ctx.protocol(), cookie));
    if (backend == null) {
      return noBackend();
    }
    ORIGINS4.put(
        new PeerKey4(cookie, backend.address(), backend.port()),
        new Origin4(address, ctx.dstPort()));
    ctx.dstIp(Ip6.mapped(backend.address()));
    ctx.dstPort(backend.port());
    TRANSLATED.increment();
    return Verdict.ALLOW;
  }

  /// The sender of a datagram, or the peer of a connected socket.
  private static Verdict back(SockAddr4 ctx) {
    Origin4 origin = ORIGINS4.lookup(new PeerKey4(ctx.cookie(), ctx.peerIp(), ctx.peerPort()));
    if (origin != null) {
      ctx.peerIp(origin.address());
      ctx.peerPort(origin.port());
      RESTORED.increment();
    }
    return Verdict.ALLOW;
  }

  private static Verdict back(SockAddr6 ctx) {
    if (ctx.peerIp().isV4Mapped()) {
      Origin4 origin =
          ORIGINS4.lookup(new PeerKey4(ctx.cookie(), ctx.peerIp().v4(), ctx.peerPort()));
      if (origin != null) {
        ctx.peerIp(Ip6.mapped(origin.address()));
        ctx.peerPort(origin.port());
        RESTORED.increment();
      }
      return Verdict.ALLOW;
    }
    Origin6 origin = ORIGINS6.lookup(new PeerKey6(ctx.cookie(), ctx.peerIp(), ctx.peerPort()));
    if (origin != null) {
      ctx.peerIp(origin.address());
      ctx.peerPort(origin.port());
      RESTORED.increment();
    }
    return Verdict.ALLOW;
  }

  /// The backend index for a service: any for TCP, the same one for all datagrams of a UDP socket.
  private static int slot(Service service, int protocol, long cookie) {
    int number = protocol == Net.IPPROTO_UDP ? (int) cookie : Helpers.random();
    return service.first() + Integer.remainderUnsigned(number, service.count());
  }

  private static Verdict noBackend() {
    NO_BACKEND.increment();
    return Verdict.deny(Errno.EHOSTUNREACH);
  }
}
