// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

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
}
