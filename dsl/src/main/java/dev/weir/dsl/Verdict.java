// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// What a program answers. Which hook has which verdicts is checked when compiling.
public final class Verdict {
  /// The call or packet goes on (`cgroup` hooks).
  public static final Verdict ALLOW = new Verdict("allow");

  /// The call fails with EPERM, or the packet is dropped (`cgroup` hooks).
  public static final Verdict DENY = new Verdict("deny");

  /// The packet goes on (`tc`, `tcx`, `netkit`, `xdp`, socket hooks).
  public static final Verdict PASS = new Verdict("pass");

  /// The next program decides (`tc`, `tcx`, `netkit`).
  public static final Verdict NEXT = new Verdict("next");

  /// The packet is dropped.
  public static final Verdict DROP = new Verdict("drop");

  /// The packet leaves by the device it came from (`xdp`).
  public static final Verdict TX = new Verdict("tx");

  /// The packet is dropped and an exception traced (`xdp`).
  public static final Verdict ABORTED = new Verdict("aborted");

  /// Classification starts again (`tc`).
  public static final Verdict RECLASSIFY = new Verdict("reclassify");

  /// The next action decides (`tc`).
  public static final Verdict PIPE = new Verdict("pipe");

  /// The packet was taken (`tc`).
  public static final Verdict STOLEN = new Verdict("stolen");

  /// The packet was queued (`tc`).
  public static final Verdict QUEUED = new Verdict("queued");

  /// The action is repeated (`tc`).
  public static final Verdict REPEAT = new Verdict("repeat");

  /// The packet goes to the processor port (`tc`).
  public static final Verdict TRAP = new Verdict("trap");

  /// The call goes on, also for ports below 1024 (`bind`).
  public static final Verdict ALLOW_PRIVILEGED_PORT = new Verdict("allow_privileged_port");

  /// Dropped, and congestion reported (`cgroup_skb egress`).
  public static final Verdict DENY_CONGESTED = new Verdict("deny_congested");

  /// Allowed, and congestion reported (`cgroup_skb egress`).
  public static final Verdict ALLOW_CONGESTED = new Verdict("allow_congested");

  /// The packet goes on (`lwt`).
  public static final Verdict OK = new Verdict("ok");

  /// The packet is routed again (`lwt`).
  public static final Verdict REROUTE = new Verdict("reroute");

  private final String name;

  private Verdict(String name) {
    this.name = name;
  }

  /// The call fails with an error number (`cgroup` hooks of socket calls).
  public static Verdict deny(Errno errno) {
    throw Compiled.only();
  }

  /// The packet leaves by a device, by its egress side (`bpf_redirect`).
  public static Verdict redirect(int ifindex) {
    throw Compiled.only();
  }

  /// The packet comes in at the peer of a device, in the peer's network namespace
  /// (`bpf_redirect_peer`; `tc ingress` and `tcx ingress`).
  public static Verdict redirectPeer(int ifindex) {
    throw Compiled.only();
  }

  /// The packet leaves by a device, to the neighbour that the routing table gives for its receiver
  /// (`bpf_redirect_neigh`).
  public static Verdict redirectNeigh(int ifindex) {
    throw Compiled.only();
  }

  /// The packet leaves as a route says, to the route's gateway (`bpf_redirect_neigh`).
  public static Verdict redirectNeigh(Route route) {
    throw Compiled.only();
  }

  /// The name in the text language, such as `allow`.
  @Override
  public String toString() {
    return name;
  }
}
