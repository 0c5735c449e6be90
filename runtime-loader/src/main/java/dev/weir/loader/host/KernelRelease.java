// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import dev.weir.bytecode.kernel.KernelVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The running kernel's release.
///
/// @param release as `uname -r` prints it
public record KernelRelease(String release) {
  private static final Path FILE = Path.of("/proc/sys/kernel/osrelease");

  /// Checks for null.
  public KernelRelease {
    Objects.requireNonNull(release);
  }

  /// The running kernel's.
  ///
  /// @throws UncheckedIOException when `/proc` cannot be read
  public static KernelRelease running() {
    try {
      return new KernelRelease(Files.readString(FILE).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE, e);
    }
  }

  /// Major and minor number.
  public KernelVersion version() {
    return KernelVersion.parse(release);
  }
}
