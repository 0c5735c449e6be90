// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.UnsupportedFeature;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// A packet program attached to a network interface by tcx (Linux 6.6).
///
/// tcx programs run before clsact filters. A program that returns -1 (next) lets the next one run;
/// 0 (pass) ends the chain.
///
/// @kernel v6.6 kernel/bpf/tcx.c
public final class TcxLink implements Link {
  private static final int EINVAL = 22;
  private static final int LOOPBACK_INDEX = 1;
  private final LinkFd link;

  private TcxLink(LinkFd link) {
    this.link = link;
  }

  /// Attaches a program.
  ///
  /// @throws UnsupportedFeature when the kernel has no tcx
  /// @throws dev.weir.loader.error.BpfException when it refuses for another reason
  public static TcxLink attach(
      LoadedProgram program,
      Interfaces.Device device,
      AttachTarget.Direction direction,
      Position position) {
    AttachType type = type(direction);
    String where = type.kernelName() + " of " + device.name();
    long result =
        LinkFd.attempt(program, device.index(), type, position.flags(), position.relativeFd());
    if (result == -EINVAL && !supported()) {
      throw new UnsupportedFeature(
          "attaching `" + program.name() + "` by tcx",
          Optional.of(type.since()),
          KernelRelease.running().release(),
          "attach by clsact instead, which every kernel has");
    }
    if (result < 0) {
      throw LinkFd.refused(program, where, result);
    }
    return new TcxLink(new LinkFd(new Fd((int) result), where));
  }

  /// Whether the running kernel has tcx: whether it can list the programs of an interface.
  public static boolean supported() {
    MemorySegment none = MemorySegment.NULL;
    long result =
        Bpf.call(
            new BpfCommand.ProgQuery(
                LOOPBACK_INDEX, AttachType.TCX_INGRESS.number(), 0, none, none));
    return result != -EINVAL;
  }

  private static AttachType type(AttachTarget.Direction direction) {
    return switch (direction) {
      case INGRESS -> AttachType.TCX_INGRESS;
      case EGRESS -> AttachType.TCX_EGRESS;
    };
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
