// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.state.RegState;

/// Kernel structures described by the kernel's BTF.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ptr_to_btf_access
final class KernelObjects {
  private KernelObjects() {}

  /// What a load yields.
  static RegState load(Access access) {
    throw new Unmodelled(access.what());
  }

  /// What a load from a map itself yields.
  static RegState loadFromMap(Access access) {
    throw new Unmodelled(access.what());
  }

  /// Demands that a store is permitted.
  static void store(Access access) {
    throw new Unmodelled(access.what());
  }
}
