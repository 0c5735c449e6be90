// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReferences;
import dev.weir.bytecode.btf.BtfType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// Takes the definitions of maps out of an object's types: the `.maps` section and whatever only it
/// refers to. What stays keeps its order. Undoes [MapTypes#of].
///
/// @param btf the types that stay
/// @param ids new id by old id; 0 for removed types and `void`
record MapTypesRemoval(Btf btf, List<Integer> ids) {
  /// Copies the list.
  MapTypesRemoval {
    ids = List.copyOf(ids);
  }

  /// The new id of a type.
  int id(int old) {
    return ids.get(old);
  }

  /// Removes the definitions.
  ///
  /// @param needed ids of types that must stay, such as those of keys and values
  static MapTypesRemoval of(Btf btf, Collection<Integer> needed) {
    BitSet definitions = new BitSet();
    for (int id = 1; id <= btf.types().size(); id++) {
      if (btf.type(id) instanceof BtfType.DataSection s && s.name().equals(SectionNames.MAPS)) {
        reach(btf, id, definitions);
      }
    }
    BitSet kept = new BitSet();
    for (int id = 1; id <= btf.types().size(); id++) {
      if (!definitions.get(id)) {
        reach(btf, id, kept);
      }
    }
    needed.forEach(id -> reach(btf, id, kept));
    return keep(btf, kept);
  }

  private static void reach(Btf btf, int from, BitSet reached) {
    List<Integer> open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      int id = open.removeLast();
      if (id != 0 && !reached.get(id)) {
        reached.set(id);
        BtfReferences.forEach(btf.type(id), open::add);
      }
    }
  }

  private static MapTypesRemoval keep(Btf btf, BitSet kept) {
    List<Integer> ids = new ArrayList<>();
    ids.add(0);
    int next = 1;
    for (int id = 1; id <= btf.types().size(); id++) {
      ids.add(kept.get(id) ? next++ : 0);
    }
    List<BtfType> types = new ArrayList<>();
    kept.stream().forEach(id -> types.add(BtfReferences.replace(btf.type(id), ids::get)));
    return new MapTypesRemoval(new Btf(types), ids);
  }
}
