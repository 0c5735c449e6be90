// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;

/// A type section: types by id, from 1; id 0 is `void`.
///
/// @param types the type of id `i + 1` at index `i`
public record Btf(List<BtfType> types) {
  /// Copies the list.
  public Btf {
    types = List.copyOf(types);
  }

  /// The type of an id.
  ///
  /// @throws NoSuchElementException for 0 and ids past the end
  public BtfType type(int id) {
    if (id < 1 || id > types.size()) {
      throw new NoSuchElementException("BTF type id " + id + " outside 1.." + types.size());
    }
    return types.get(id - 1);
  }

  /// The first id of a type of the given class and name.
  public Optional<Integer> find(Class<? extends BtfType> kind, String name) {
    for (int id = 1; id <= types.size(); id++) {
      if (kind.isInstance(type(id)) && type(id).name().equals(name)) {
        return Optional.of(id);
      }
    }
    return Optional.empty();
  }

  /// The id behind aliases, qualifiers and tags; 0 for `void` and for aliases of themselves.
  ///
  /// @throws NoSuchElementException for ids past the end
  public int strip(int id) {
    int current = id;
    for (int steps = 0; steps <= types.size() && current != 0; steps++) {
      switch (type(current)) {
        case BtfType.Typedef t -> current = t.type();
        case BtfType.Volatile t -> current = t.type();
        case BtfType.Const t -> current = t.type();
        case BtfType.Restrict t -> current = t.type();
        case BtfType.TypeTag t -> current = t.type();
        default -> {
          return current;
        }
      }
    }
    return 0;
  }

  /// The bytes that a value of a type takes, with pointers of eight; empty for types without
  /// values, such as `void` and functions, and for sizes that no machine has.
  public OptionalLong sizeBytes(int id) {
    long count = 1;
    int current = strip(id);
    for (int steps = 0; steps <= types.size() && current != 0; steps++) {
      long size;
      switch (type(current)) {
        case BtfType.Array t -> {
          count *= Integer.toUnsignedLong(t.count());
          if (count > Integer.MAX_VALUE) {
            return OptionalLong.empty();
          }
          current = strip(t.elementType());
          continue;
        }
        case BtfType.Variable t -> {
          current = strip(t.type());
          continue;
        }
        case BtfType.Int t -> size = t.sizeBytes();
        case BtfType.Ptr _ -> size = 8;
        case BtfType.Struct t -> size = t.sizeBytes();
        case BtfType.Union t -> size = t.sizeBytes();
        case BtfType.Enum t -> size = t.sizeBytes();
        case BtfType.Enum64 t -> size = t.sizeBytes();
        case BtfType.Float t -> size = t.sizeBytes();
        case BtfType.DataSection t -> size = t.sizeBytes();
        default -> {
          return OptionalLong.empty();
        }
      }
      return OptionalLong.of(count * Integer.toUnsignedLong((int) size));
    }
    return OptionalLong.empty();
  }
}
