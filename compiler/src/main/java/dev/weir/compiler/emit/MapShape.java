// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.emit;

import dev.weir.bytecode.kernel.MapTrait;
import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.IrModule.IrMap;
import java.util.Optional;

/// The key and value that a kind of map demands when the source names none.
final class MapShape {
  /// The type of indices, `u32`.
  static final DataType INDEX = new DataType.IntType("u32", 4, false, false);

  private static final DataType DESCRIPTOR = new DataType.IntType("int", 4, true, false);

  private MapShape() {}

  /// The type of a map's keys; empty for maps without keys.
  static Optional<DataType> keyType(IrMap map) {
    if (map.type().has(MapTrait.LOCAL_STORAGE)) {
      return Optional.of(DESCRIPTOR);
    }
    return map.key()
        .or(() -> map.type().has(MapTrait.INDEX_KEY) ? Optional.of(INDEX) : Optional.empty());
  }

  /// The structure of the records of a ring buffer; empty for other maps, and when it is not known.
  static Optional<DataType> recordType(IrMap map) {
    return map.type().has(MapTrait.VALUELESS)
        ? map.value().filter(type -> type instanceof DataType.StructType)
        : Optional.empty();
  }

  /// The type of a map's values; empty for maps without values.
  static Optional<DataType> valueType(IrMap map) {
    if (map.type().has(MapTrait.VALUELESS)) {
      return Optional.empty();
    }
    return map.value()
        .or(() -> map.type().has(MapTrait.HOLDS_OBJECTS) ? Optional.of(INDEX) : Optional.empty());
  }
}
