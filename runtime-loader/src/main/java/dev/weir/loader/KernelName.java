// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.loader.sys.BpfCommand;

/// Names as the kernel takes them for maps and programs: letters, digits, `_` and `.`, at most 15.
final class KernelName {
  private KernelName() {}

  /// The start of a name, with other characters replaced by `_`.
  static String of(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.]", "_");
    return plain.substring(0, Math.min(plain.length(), BpfCommand.NAME_SIZE - 1));
  }
}
