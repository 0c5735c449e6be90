// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.core;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A kernel's types, found by name and kind.
public final class KernelTypes {
  private final Btf btf;
  private final Map<String, List<Integer>> byName = new HashMap<>();

  /// Indexes types.
  public KernelTypes(Btf btf) {
    this.btf = btf;
    for (int id = 1; id <= btf.types().size(); id++) {
      BtfType type = btf.type(id);
      if (isNamedData(type)) {
        byName.computeIfAbsent(FieldPath.essential(type.name()), _ -> new ArrayList<>(1)).add(id);
      }
    }
  }

  /// The types.
  public Btf btf() {
    return btf;
  }

  /// The ids of the types that a type of an object may stand for: same kind, same name but for the
  /// flavour.
  List<Integer> candidates(BtfType local) {
    return byName.getOrDefault(FieldPath.essential(local.name()), List.of()).stream()
        .filter(id -> sameKind(local, btf.type(id)))
        .toList();
  }

  private static boolean sameKind(BtfType local, BtfType target) {
    boolean enums =
        (local instanceof BtfType.Enum || local instanceof BtfType.Enum64)
            && (target instanceof BtfType.Enum || target instanceof BtfType.Enum64);
    return enums || local.getClass() == target.getClass();
  }

  private static boolean isNamedData(BtfType type) {
    return !type.name().isEmpty()
        && switch (type) {
          case BtfType.Struct _,
              BtfType.Union _,
              BtfType.Enum _,
              BtfType.Enum64 _,
              BtfType.Typedef _,
              BtfType.Int _,
              BtfType.Float _,
              BtfType.Forward _,
              BtfType.Function _ ->
              true;
          case BtfType.Ptr _,
              BtfType.Array _,
              BtfType.Volatile _,
              BtfType.Const _,
              BtfType.Restrict _,
              BtfType.FunctionPrototype _,
              BtfType.Variable _,
              BtfType.DataSection _,
              BtfType.DeclTag _,
              BtfType.TypeTag _ ->
              false;
        };
  }
}
