// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.loader.sys.Fd;
import dev.weir.loader.sys.Pins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/// A program that the kernel verified and holds. It runs once it is attached.
///
/// Closing it does not detach it: a link keeps its program alive.
public final class LoadedProgram implements AutoCloseable {
  private final String name;
  private final ProgramType type;
  private final Optional<AttachType> attachType;
  private final Fd fd;
  private final Duration loadTime;
  private final Optional<VerifierStatistics> statistics;

  /// Takes ownership of a program's descriptor.
  ///
  /// @param name the program's name in the object
  /// @param type what it was loaded as
  /// @param attachType where it attaches; empty when its type does not tell
  /// @param fd the descriptor
  /// @param loadTime how long the kernel took to verify and translate it
  /// @param statistics what verifying it cost, where that was asked for
  public LoadedProgram(
      String name,
      ProgramType type,
      Optional<AttachType> attachType,
      Fd fd,
      Duration loadTime,
      Optional<VerifierStatistics> statistics) {
    this.name = Objects.requireNonNull(name);
    this.type = Objects.requireNonNull(type);
    this.attachType = Objects.requireNonNull(attachType);
    this.fd = Objects.requireNonNull(fd);
    this.loadTime = Objects.requireNonNull(loadTime);
    this.statistics = Objects.requireNonNull(statistics);
  }

  /// The program's name in the object.
  public String name() {
    return name;
  }

  /// What it was loaded as.
  public ProgramType type() {
    return type;
  }

  /// Where it attaches; empty when its type does not tell, as for section `tc`.
  public Optional<AttachType> attachType() {
    return attachType;
  }

  /// The descriptor, owned by this program.
  public Fd fd() {
    return fd;
  }

  /// How long the kernel took to verify and translate it.
  public Duration loadTime() {
    return loadTime;
  }

  /// What verifying it cost; empty unless the load asked for it.
  public Optional<VerifierStatistics> statistics() {
    return statistics;
  }

  /// What the kernel says about it now.
  public ProgramInfo info() {
    return ProgramInfo.of(fd, name);
  }

  /// Gives the program a path in a bpffs, where it outlives this process.
  public void pin(Path path) {
    Pins.pin(fd, path, "pin program `" + name + "` at " + path);
  }

  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "program `" + name + "` (" + type.kernelName() + ")";
  }
}
