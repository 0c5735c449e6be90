// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.AttachOptions;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.Attachable;
import dev.weir.loader.link.Link;
import dev.weir.loader.program.LoadedProgram;
import java.nio.file.Path;
import java.util.Objects;

/// A program of a loaded object. The program may have been left out of the load; then every use of
/// the handle is a `BpfException` that says so.
public abstract sealed class ProgramHandle
    permits CgroupProgram,
        IteratorProgram,
        LoadedOnlyProgram,
        NamespaceProgram,
        NetkitProgram,
        SyscallProgram,
        TcProgram,
        TcxProgram,
        TestableProgram,
        XdpProgram {
  private final Attachable attachable;

  ProgramHandle(Attachable attachable) {
    this.attachable = Objects.requireNonNull(attachable);
  }

  /// The program.
  ///
  /// @throws dev.weir.loader.error.BpfException when it was left out of the load
  public final LoadedProgram program() {
    return attachable.program();
  }

  /// Gives the program a path in a bpffs, where it outlives this process.
  public final void pin(Path path) {
    program().pin(path);
  }

  @Override
  public final String toString() {
    return program().toString();
  }

  final Link attachTo(AttachTarget target, AttachOptions options) {
    return attachable.attach(target, options);
  }
}
