// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.Set;

/// The type of a helper's argument.
///
/// @param kind what is expected
/// @param nullable whether a null pointer will do
/// @param flags how the helper uses it
/// @param sizeBytes the size of a [ArgKind#FIXED_SIZE_MEM], 0 otherwise
/// @param btfType the kernel structure of a [ArgKind#BTF_ID], empty where the verifier takes it
///   from the program
public record ArgType(
    ArgKind kind, boolean nullable, Set<ArgFlag> flags, int sizeBytes, String btfType) {
  /// Copies the set.
  public ArgType {
    flags = Set.copyOf(flags);
  }

  /// Whether the helper may write through the argument.
  public boolean writes() {
    return flags.contains(ArgFlag.WRITE);
  }

  /// Whether the memory may be uninitialised.
  public boolean uninit() {
    return flags.contains(ArgFlag.UNINIT);
  }

  /// Whether the argument is the size of the one before.
  public boolean size() {
    return kind == ArgKind.CONST_SIZE || kind == ArgKind.CONST_SIZE_OR_ZERO;
  }
}
