// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Types under construction: equal types get one id.
public final class BtfTypes {
  private final List<BtfType> types = new ArrayList<>();
  private final Map<BtfType, Integer> ids = new HashMap<>();

  /// Starts with no types.
  public BtfTypes() {}

  /// Starts with the types of another section, under the ids they have there.
  public BtfTypes(Btf base) {
    types.addAll(base.types());
    for (int i = 0; i < types.size(); i++) {
      ids.putIfAbsent(types.get(i), i + 1);
    }
  }

  /// The id of a type, added when it is new.
  public int add(BtfType type) {
    Integer known = ids.get(type);
    if (known != null) {
      return known;
    }
    types.add(type);
    ids.put(type, types.size());
    return types.size();
  }

  /// The section so far.
  public Btf build() {
    return new Btf(types);
  }
}
