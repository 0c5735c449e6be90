// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Objects;

/// An entry point that the kernel attaches to a hook.
///
/// @param section ELF section, which names program and attach type as libbpf does, such as
///   `cgroup/connect4`
/// @param function the code; its linkage is global
public record Program(String section, Function function) {
  /// Checks for null.
  public Program {
    Objects.requireNonNull(section);
    Objects.requireNonNull(function);
  }

  /// The name of the program, which is its function's.
  public String name() {
    return function.name();
  }
}
