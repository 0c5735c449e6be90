// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.state;

import dev.weir.bytecode.btf.Btf;

/// What a [RegType#BTF_ID] value leads to.
///
/// @param btf the types: the kernel's, or the program's own for objects it allocates
/// @param typeId id of the struct or union
/// @param kernel whether the types are the kernel's
public record BtfTarget(Btf btf, int typeId, boolean kernel) {
  /// A target in the kernel's types.
  public BtfTarget(Btf btf, int typeId) {
    this(btf, typeId, true);
  }

  /// Compares the types by identity: there is one Btf for a kernel and one for an object.
  @Override
  @SuppressWarnings("ReferenceEquality") // see above; comparing all types would be slow
  public boolean equals(Object other) {
    return other instanceof BtfTarget that && btf == that.btf && typeId == that.typeId;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(btf) + typeId;
  }
}
