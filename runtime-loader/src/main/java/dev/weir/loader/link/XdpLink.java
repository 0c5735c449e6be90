// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.netlink.Interfaces;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// A program attached to the receive path of a device driver; one per device.
public final class XdpLink implements Link {
  private final LinkFd link;

  private XdpLink(LinkFd link) {
    this.link = link;
  }

  /// Attaches a program.
  ///
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses
  public static XdpLink attach(
      LoadedProgram program, Interfaces.Device device, AttachOptions.XdpMode mode) {
    String where = "xdp of " + device.name();
    return new XdpLink(
        LinkFd.create(program, device.index(), AttachType.XDP, mode.flag(), 0, where));
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
