// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Fd;
import java.nio.file.Path;
import java.util.Optional;

/// An attached program. Closing detaches it, unless the link is pinned.
///
/// Except for [ClsactFilter], the kernel detaches the program also when the process dies.
public sealed interface Link extends AutoCloseable
    permits CgroupLink, TcxLink, NetkitLink, XdpLink, NamespaceLink, IteratorLink, ClsactFilter {
  /// What is attached where, such as "tcx egress of eth0".
  String description();

  /// The link's descriptor; empty for attachments that are no links.
  Optional<Fd> fd();

  /// Replaces the program; no packet or call sees neither or both.
  ///
  /// @throws dev.weir.loader.error.BpfException when the program is for another hook
  void update(LoadedProgram program);

  /// Gives the attachment a path in a bpffs, so that it outlives this process.
  ///
  /// @throws dev.weir.loader.error.BpfException when it cannot be pinned there
  void pin(Path path);

  /// Detaches the program, unless the link is pinned; later calls do nothing.
  @Override
  void close();
}
