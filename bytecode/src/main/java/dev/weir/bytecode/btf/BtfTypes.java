// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Types under construction: each added once, so that equal types share an id.
///
/// A type that refers to itself, such as a list node, takes its id first and is defined later:
///
/// ```java
/// int node = types.reserve();
/// int pointer = types.add(new BtfType.Ptr(node));
/// types.define(node, new BtfType.Struct("node", 8, List.of(new Member("next", pointer, 0, 0))));
/// ```
public final class BtfTypes {
  private static final BtfType RESERVED = new BtfType.Forward("", false);

  private final List<BtfType> types = new ArrayList<>();
  private final Map<BtfType, Integer> ids = new HashMap<>();
  private int undefined;

  /// Creates an empty list.
  public BtfTypes() {}

  /// Creates a list that starts with the types of another, whose ids it keeps. Types added later
  /// share ids with these.
  public BtfTypes(Btf start) {
    for (BtfType type : start.types()) {
      types.add(type);
      ids.putIfAbsent(type, types.size());
    }
  }

  /// The id of a type, which is added when no equal one is there.
  public int add(BtfType type) {
    Integer known = ids.get(type);
    return known != null ? known : append(type);
  }

  /// The id of a type that is added even when an equal one is there; the ones added later share it.
  public int append(BtfType type) {
    types.add(type);
    ids.put(type, types.size());
    return types.size();
  }

  /// An id whose type comes later, by [#define].
  public int reserve() {
    types.add(RESERVED);
    undefined++;
    return types.size();
  }

  /// Gives a reserved id its type.
  ///
  /// @throws IllegalArgumentException when the id is not reserved or has its type
  @SuppressWarnings("ReferenceEquality") // the marker is one object; equal types are no marker
  public void define(int id, BtfType type) {
    if (id < 1 || id > types.size() || types.get(id - 1) != RESERVED) {
      throw new IllegalArgumentException("BTF type id " + id + " is not reserved");
    }
    types.set(id - 1, type);
    ids.putIfAbsent(type, id);
    undefined--;
  }

  /// The number of types so far, which is the greatest id.
  public int size() {
    return types.size();
  }

  /// The types.
  ///
  /// @throws IllegalStateException when a reserved id has no type
  public Btf build() {
    if (undefined > 0) {
      throw new IllegalStateException(undefined + " reserved BTF type ids have no type");
    }
    return new Btf(types);
  }
}
