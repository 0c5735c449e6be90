// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;

/// Which identity of a kept state stands for which of the current state, found while comparing.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ids check_scalar_ids
final class IdMap {
  private static final int MAX = 11 * 8 + 64 * 8;
  private static final int FLAG_SHIFT = 29;
  private static final int BASE = (1 << FLAG_SHIFT) - 1;

  private final int[] old = new int[MAX];
  private final int[] current = new int[MAX];
  private int count;
  private int temporary;

  /// Forgets everything.
  void reset(int lastId) {
    count = 0;
    temporary = lastId;
  }

  /// Whether two identities can stand for each other.
  boolean match(int oldId, int currentId) {
    if (oldId == 0 || currentId == 0) {
      return oldId == currentId;
    }
    for (int i = 0; i < count; i++) {
      if (old[i] == oldId) {
        return current[i] == currentId;
      }
      if (current[i] == currentId) {
        return false;
      }
    }
    if (count == MAX) {
      return false;
    }
    old[count] = oldId;
    current[count++] = currentId;
    return true;
  }

  /// Whether the identities of two scalars can stand for each other. A scalar of the kept state
  /// that is linked to nothing matches any; one of the current state that is linked to nothing is
  /// unlike all others; a group at constant distances is the same group as that of its base.
  boolean matchScalars(RegState oldReg, RegState currentReg) {
    int oldId = scalarId(oldReg);
    if (oldId == 0) {
      return true;
    }
    int found = scalarId(currentReg);
    int currentId = found == 0 ? ++temporary : found;
    return match(oldId, currentId)
        && (oldId == (oldId & BASE) || match(oldId & BASE, currentId & BASE));
  }

  /// Scalars at a distance from their base, in all 64 bits or in the low half, are groups of their
  /// own.
  private static int scalarId(RegState reg) {
    int id = reg.id();
    if (id == 0 || (reg.flags() & RegFlag.DISTANT) == 0) {
      return id;
    }
    return id | (reg.is(RegFlag.ADD_CONST) ? 1 : 2) << FLAG_SHIFT;
  }
}
