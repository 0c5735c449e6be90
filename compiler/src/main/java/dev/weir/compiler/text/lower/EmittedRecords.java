// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.text.typed.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The types of what the programs of a unit write into ring buffers.
public final class EmittedRecords {
  private final Map<String, Set<Type>> types = new LinkedHashMap<>();

  /// Starts with none.
  public EmittedRecords() {}

  /// Notes a record of a map.
  public void add(String map, Type type) {
    types.computeIfAbsent(map, _ -> new LinkedHashSet<>()).add(type);
  }

  /// The type of all records of a map; empty when there is none, or more than one.
  public Optional<DataType> of(String map) {
    Set<Type> all = types.getOrDefault(map, Set.of());
    return all.size() == 1 ? all.stream().findFirst().map(DataTypes::of) : Optional.empty();
  }

  /// The types of all records.
  List<Type> all() {
    return types.values().stream().flatMap(Set::stream).toList();
  }
}
