// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.link;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.sys.Bpf;
import dev.weir.loader.sys.BpfCommand;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Pins;
import java.nio.file.Path;

/// What all kinds of kernel links share: creation, replacement, pinning, closing.
///
/// @param fd the link's descriptor
/// @param description what is attached where
record LinkFd(Fd fd, String description) {
  /// Creates a link.
  ///
  /// @param target descriptor or interface index
  /// @throws BpfException when the kernel refuses
  static LinkFd create(
      LoadedProgram program, int target, AttachType type, int flags, int relative, String where) {
    long result = attempt(program, target, type, flags, relative);
    if (result < 0) {
      throw refused(program, where, result);
    }
    return new LinkFd(new Fd((int) result), where);
  }

  /// Asks the kernel for a link.
  ///
  /// @return a descriptor that the caller owns, or a negated error number
  static long attempt(LoadedProgram program, int target, AttachType type, int flags, int relative) {
    return Bpf.call(
        new BpfCommand.LinkCreate(program.fd().number(), target, type.number(), flags, relative));
  }

  static BpfException refused(LoadedProgram program, String where, long result) {
    return BpfException.refused(
        BpfCommand.Code.LINK_CREATE.constant(),
        (int) -result,
        "attach program `" + program.name() + "` to " + where);
  }

  void update(LoadedProgram program) {
    long result = Bpf.call(new BpfCommand.LinkUpdate(fd.number(), program.fd().number()));
    if (result < 0) {
      throw BpfException.refused(
          BpfCommand.Code.LINK_UPDATE.constant(),
          (int) -result,
          "replace the program at " + description + " by `" + program.name() + "`");
    }
  }

  void pin(Path path) {
    Pins.pin(fd, path, "pin the link to " + description + " at " + path);
  }
}
