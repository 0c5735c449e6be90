// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// A program attached to a control group, and so to its sockets and those of the groups below.
///
/// Several links may exist at one group and hook; all run, also after one denied.
public final class CgroupLink implements Link {
  private final LinkFd link;

  private CgroupLink(LinkFd link) {
    this.link = link;
  }

  /// Attaches a program.
  ///
  /// @param path the folder of the group in the cgroup v2 hierarchy
  /// @throws dev.weir.loader.error.BpfException when it is no such folder, or the kernel refuses
  public static CgroupLink attach(
      LoadedProgram program, Path path, AttachType type, Position position) {
    String where = type.kernelName() + " of cgroup " + path;
    long opened = Fd.openForReading(path);
    if (opened < 0) {
      throw BpfException.refused(
          "open cgroup", (int) -opened, "attach program `" + program.name() + "` to " + where);
    }
    try (Fd cgroup = new Fd((int) opened)) {
      return new CgroupLink(
          LinkFd.create(
              program, cgroup.number(), type, position.flags(), position.relativeFd(), where));
    }
  }

  @Override
  public String description() {
    return link.description();
  }

  @Override
  public Optional<Fd> fd() {
    return Optional.of(link.fd());
  }

  @Override
  public void update(LoadedProgram program) {
    link.update(program);
  }

  @Override
  public void pin(Path path) {
    link.pin(path);
  }

  @Override
  public void close() {
    link.fd().close();
  }

  @Override
  public String toString() {
    return link.description();
  }
}
