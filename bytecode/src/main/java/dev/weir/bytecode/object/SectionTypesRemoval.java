// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfReferences;
import dev.weir.bytecode.btf.BtfType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/// Takes the types of sections that mean something to loaders out of an object's types, because the
/// object says the same itself: `.maps`, which [MapTypes] makes, and `license`. Whatever only they
/// refer to goes too; what stays keeps its order.
///
/// @param btf the types that stay
/// @param ids new id by old id; 0 for removed types and `void`
record SectionTypesRemoval(Btf btf, List<Integer> ids) {
  /// Copies the list.
  SectionTypesRemoval {
    ids = List.copyOf(ids);
  }

  /// The new id of a type.
  int id(int old) {
    return ids.get(old);
  }

  /// Removes the types of such sections.
  ///
  /// @param needed ids of types that must stay, such as those of keys and values
  static SectionTypesRemoval of(Btf btf, Collection<Integer> needed) {
    BitSet removed = new BitSet();
    for (int id = 1; id <= btf.types().size(); id++) {
      if (btf.type(id) instanceof BtfType.DataSection s && SectionNames.described(s.name())) {
        reach(btf, id, removed);
      }
    }
    BitSet kept = new BitSet();
    for (int id = 1; id <= btf.types().size(); id++) {
      if (!removed.get(id)) {
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

  private static SectionTypesRemoval keep(Btf btf, BitSet kept) {
    List<Integer> ids = new ArrayList<>();
    ids.add(0);
    int next = 1;
    for (int id = 1; id <= btf.types().size(); id++) {
      ids.add(kept.get(id) ? next++ : 0);
    }
    List<BtfType> types = new ArrayList<>();
    kept.stream().forEach(id -> types.add(BtfReferences.replace(btf.type(id), ids::get)));
    return new SectionTypesRemoval(new Btf(types), ids);
  }
}
