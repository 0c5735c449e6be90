// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's processors as the kernel counts them for per-CPU maps.
public final class Cpus {
  private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");

  private Cpus() {}

  /// How many values a per-CPU map element has: one per CPU that could ever come online.
  ///
  /// @throws UncheckedIOException when sysfs cannot be read
  public static int possible() {
    try {
      return parse(Files.readString(POSSIBLE).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + POSSIBLE, e);
    }
  }

  /// The number of CPUs in a list such as `0-3,6`: one more than the highest.
  static int parse(String list) {
    int highest = -1;
    for (String range : list.split(",", -1)) {
      String last = range.substring(range.indexOf('-') + 1).strip();
      highest = Math.max(highest, Integer.parseInt(last));
    }
    return highest + 1;
  }
}
