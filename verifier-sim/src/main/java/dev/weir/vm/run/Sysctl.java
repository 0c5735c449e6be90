// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.run;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An access to a file below `/proc/sys`, as programs at `sysctl` see it.
///
/// @param name the path below `/proc/sys`, such as `net/ipv4/ip_forward`
/// @param current the value it has, with the newline that reading gives
/// @param written the value that is being written; null for a read
public record Sysctl(String name, String current, @Nullable String written) {
  /// Checks for null.
  public Sysctl {
    Objects.requireNonNull(name);
    Objects.requireNonNull(current);
  }

  /// A read.
  public static Sysctl read(String name, String current) {
    return new Sysctl(name, current, null);
  }

  /// A write.
  public static Sysctl write(String name, String current, String written) {
    return new Sysctl(name, current, Objects.requireNonNull(written));
  }
}
