// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.loader.program.LoadedProgram;

/// A place among the programs at a hook that takes several.
///
/// @kernel v6.6 kernel/bpf/mprog.c
public sealed interface Position {
  /// Before all others.
  record First() implements Position {}

  /// After all others.
  record Last() implements Position {}

  /// Just before another attachment.
  record Before(Link anchor) implements Position {}

  /// Just after another attachment.
  record After(Link anchor) implements Position {}

  /// Just before another program, attached by whatever means.
  record BeforeProgram(LoadedProgram anchor) implements Position {}

  /// Just after another program, attached by whatever means.
  record AfterProgram(LoadedProgram anchor) implements Position {}

  /// The flags of `BPF_LINK_CREATE`.
  default int flags() {
    int before = 1 << 3;
    int after = 1 << 4;
    int link = 1 << 13;
    return switch (this) {
      case First _ -> before;
      case Last _ -> 0;
      case Before _ -> before | link;
      case After _ -> after | link;
      case BeforeProgram _ -> before;
      case AfterProgram _ -> after;
    };
  }

  /// The descriptor that the place is relative to, 0 for none.
  default int relativeFd() {
    return switch (this) {
      case First _, Last _ -> 0;
      case Before(Link anchor) -> anchorFd(anchor);
      case After(Link anchor) -> anchorFd(anchor);
      case BeforeProgram(LoadedProgram anchor) -> anchor.fd().number();
      case AfterProgram(LoadedProgram anchor) -> anchor.fd().number();
    };
  }

  private static int anchorFd(Link anchor) {
    return anchor
        .fd()
        .orElseThrow(() -> new IllegalArgumentException(anchor + " is no link, so no anchor"))
        .number();
  }
}
