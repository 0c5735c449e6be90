// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// A program attached to a netkit device (Linux 6.7).
public final class NetkitLink implements Link {
  private final LinkFd link;

  private NetkitLink(LinkFd link) {
    this.link = link;
  }

  /// Attaches a program.
  ///
  /// @param type primary or peer
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses
  public static NetkitLink attach(
      LoadedProgram program, Interfaces.Device device, AttachType type, Position position) {
    String where = type.kernelName() + " of " + device.name();
    return new NetkitLink(
        LinkFd.create(
            program, device.index(), type, position.flags(), position.relativeFd(), where));
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
