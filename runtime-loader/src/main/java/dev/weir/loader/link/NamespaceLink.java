// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// A program attached to a network namespace: socket lookup, flow dissector.
public final class NamespaceLink implements Link {
  private final LinkFd link;

  private NamespaceLink(LinkFd link) {
    this.link = link;
  }

  /// Attaches a program.
  ///
  /// @param path the file of the namespace
  /// @throws dev.weir.loader.error.BpfException when there is no such file, or the kernel refuses
  public static NamespaceLink attach(LoadedProgram program, Path path, AttachType type) {
    String where = type.kernelName() + " of network namespace " + path;
    long opened = Fd.openForReading(path);
    if (opened < 0) {
      throw BpfException.refused(
          "open namespace", (int) -opened, "attach program `" + program.name() + "` to " + where);
    }
    try (Fd namespace = new Fd((int) opened)) {
      return new NamespaceLink(LinkFd.create(program, namespace.number(), type, 0, 0, where));
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
