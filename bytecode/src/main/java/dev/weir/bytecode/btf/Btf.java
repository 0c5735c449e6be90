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
  /// values, such as `void` and functions, and for arrays of more than 2 GiB.
  ///
  /// @throws NoSuchElementException for ids past the end
  public OptionalLong sizeBytes(int id) {
    long count = 1;
    int current = strip(id);
    for (int steps = 0; steps <= types.size() && current != 0; steps++) {
      switch (type(current)) {
        case BtfType.Variable t -> current = strip(t.type());
        case BtfType.Array t -> {
          count *= Integer.toUnsignedLong(t.count());
          if (count > Integer.MAX_VALUE) {
            return OptionalLong.empty();
          }
          current = strip(t.elementType());
        }
        case BtfType type -> {
          long size = ownBytes(type);
          return size < 0 ? OptionalLong.empty() : OptionalLong.of(count * size);
        }
      }
    }
    return OptionalLong.empty();
  }

  /// The size that a type has by itself; -1 when it has none.
  private static long ownBytes(BtfType type) {
    return switch (type) {
      case BtfType.Ptr _ -> 8;
      case BtfType.Int t -> t.sizeBytes();
      case BtfType.Struct t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Union t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Enum t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Enum64 t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Float t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.DataSection t -> Integer.toUnsignedLong(t.sizeBytes());
      case BtfType.Array _,
          BtfType.Forward _,
          BtfType.Typedef _,
          BtfType.Volatile _,
          BtfType.Const _,
          BtfType.Restrict _,
          BtfType.Function _,
          BtfType.FunctionPrototype _,
          BtfType.Variable _,
          BtfType.DeclTag _,
          BtfType.TypeTag _ ->
          -1;
    };
  }
}
