// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.host.Cgroup;
import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Link;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;

/// A program that attaches to a control group: socket addresses, sockets, socket options, devices,
/// sysctls, `sockops`, `lsm_cgroup`.
public sealed class CgroupProgram extends ProgramHandle permits CgroupSkbProgram {
  /// A handle of a program.
  public CgroupProgram(Attachable attachable) {
    super(attachable);
  }

  /// Attaches to a control group.
  ///
  /// @param group its folder in the cgroup v2 hierarchy
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public final Link attach(Path group) {
    return attach(group, AttachOptions.defaults());
  }

  /// Attaches to a control group.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public final Link attach(Cgroup group) {
    return attach(group.path());
  }

  /// Attaches to a control group by a descriptor of its folder, which may be closed afterwards.
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public final Link attach(Fd group) {
    return attach(Path.of("/proc/self/fd/" + group.number()));
  }

  /// Attaches to a control group at a place among others (Linux 6.17).
  ///
  /// @throws dev.weir.loader.error.LoaderException when the kernel refuses
  public final Link attach(Path group, AttachOptions options) {
    return attachTo(AttachTarget.cgroup(group), options);
  }
}
