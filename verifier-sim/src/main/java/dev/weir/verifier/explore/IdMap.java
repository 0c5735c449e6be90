// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;

/// Which identity of a kept state stands for which of the current state, found while comparing.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_ids check_scalar_ids
final class IdMap {
  private static final int MAX = 11 * 8 + 64 * 8;
  private static final int ADD_CONST = 1 << 30;

  private final int[] old = new int[MAX];
  private final int[] current = new int[MAX];
  private final boolean looseScalars;
  private int count;
  private int temporary;

  /// @param looseScalars whether a scalar of a kept state that has no identity equals one that has
  IdMap(boolean looseScalars) {
    this.looseScalars = looseScalars;
  }

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

  /// Whether the identities of two scalars can stand for each other; one without is unlike all
  /// others.
  boolean matchScalars(RegState oldReg, RegState currentReg) {
    int oldId = scalarId(oldReg);
    if (looseScalars && oldId == 0) {
      return true;
    }
    int currentId = scalarId(currentReg);
    boolean distance = (oldId & ADD_CONST) != 0;
    return match(oldId == 0 ? ++temporary : oldId, currentId == 0 ? ++temporary : currentId)
        && (!distance || match(oldId & ~ADD_CONST, currentId & ~ADD_CONST));
  }

  private static int scalarId(RegState reg) {
    return reg.id() == 0 || !reg.is(RegFlag.ADD_CONST) ? reg.id() : reg.id() | ADD_CONST;
  }
}
