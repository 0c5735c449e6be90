// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.probe;

import java.util.ArrayList;
import java.util.List;

/// Everything Weir wants to know about a machine before it loads anything.
public final class Probes {
  private Probes() {}

  /// Looks at everything; takes well under a second and leaves nothing behind. Never fails: what
  /// cannot be found out is unknown.
  public static List<Probe> run() {
    List<Probe> probes = new ArrayList<>();
    probes.add(HostProbes.kernel());
    probes.add(HostProbes.nativeAccess());
    probes.add(HostProbes.capabilities());
    probes.add(HostProbes.lockdown());
    probes.add(HostProbes.unprivileged());
    probes.add(HostProbes.types());
    probes.add(HostProbes.cgroup2());
    probes.add(HostProbes.bpffs());
    probes.add(HostProbes.jit());
    probes.add(HostProbes.memlock());
    probes.addAll(FeatureProbes.programTypes());
    probes.add(FeatureProbes.tcx());
    probes.add(FeatureProbes.netkit());
    probes.add(FeatureProbes.lsmCgroup());
    return List.copyOf(probes);
  }
}
