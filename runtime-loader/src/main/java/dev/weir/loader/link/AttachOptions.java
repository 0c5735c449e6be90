// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import java.util.Objects;

/// How to attach.
///
/// @param position where among the programs that are attached already; tcx and netkit, cgroups from
///   6.17
/// @param traffic how packet programs of type `sched_cls` are attached
/// @param xdp where in the driver XDP programs run
/// @param priority of a clsact filter, 1 to 65535, lower runs first; 0 lets the kernel choose,
///   which puts the filter before those it chose earlier
public record AttachOptions(Position position, Traffic traffic, XdpMode xdp, int priority) {
  /// Checks the parts.
  public AttachOptions {
    Objects.requireNonNull(position);
    Objects.requireNonNull(traffic);
    Objects.requireNonNull(xdp);
    if (priority < 0 || priority > 0xffff) {
      throw new IllegalArgumentException("filter priority " + priority + " outside 0..65535");
    }
  }

  /// At the end, tcx where the kernel has it, the driver's own XDP where it has it.
  public static AttachOptions defaults() {
    return new AttachOptions(new Position.Last(), Traffic.AUTO, XdpMode.AUTO, 0);
  }

  /// These options with another position.
  public AttachOptions at(Position newPosition) {
    return new AttachOptions(newPosition, traffic, xdp, priority);
  }

  /// These options with another way to attach `sched_cls` programs.
  public AttachOptions by(Traffic newTraffic) {
    return new AttachOptions(position, newTraffic, xdp, priority);
  }

  /// These options with another XDP mode.
  public AttachOptions xdp(XdpMode newXdp) {
    return new AttachOptions(position, traffic, newXdp, priority);
  }

  /// These options with another clsact priority.
  public AttachOptions priority(int newPriority) {
    return new AttachOptions(position, traffic, xdp, newPriority);
  }

  /// How packet programs of type `sched_cls` are attached.
  public enum Traffic {
    /// tcx, or clsact where the kernel has no tcx.
    AUTO,
    /// tcx only (Linux 6.6).
    TCX,
    /// A clsact filter over rtnetlink.
    CLSACT
  }

  /// Where XDP programs run.
  public enum XdpMode {
    /// In the driver when it can, else in the generic path.
    AUTO(0),
    /// In the generic path.
    GENERIC(1 << 1),
    /// In the driver.
    DRIVER(1 << 2);

    private final int flag;

    XdpMode(int flag) {
      this.flag = flag;
    }

    int flag() {
      return flag;
    }
  }
}
