// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Objects;

/// A relocation against the running kernel's types (CO-RE).
///
/// @param function the function that holds the instruction
/// @param slot the instruction's first slot, from the function's start
/// @param typeId BTF id of the local type
/// @param access access string such as `0:1:2`
/// @param kind `enum bpf_core_relo_kind` number
public record CoreRelocation(String function, int slot, int typeId, String access, int kind) {
  /// Checks for null.
  public CoreRelocation {
    Objects.requireNonNull(function);
    Objects.requireNonNull(access);
  }
}
