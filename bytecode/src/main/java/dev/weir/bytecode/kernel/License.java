// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.Set;

/// The licence string of programs.
public final class License {
  private static final Set<String> GPL_COMPATIBLE =
      Set.of(
          "GPL",
          "GPL v2",
          "GPL and additional rights",
          "Dual BSD/GPL",
          "Dual MIT/GPL",
          "Dual MPL/GPL");

  private License() {}

  /// Whether programs of that licence may call what is for GPL-compatible programs only.
  ///
  /// @kernel v6.12 include/linux/license.h license_is_gpl_compatible
  public static boolean isGplCompatible(String license) {
    return GPL_COMPATIBLE.contains(license);
  }
}
