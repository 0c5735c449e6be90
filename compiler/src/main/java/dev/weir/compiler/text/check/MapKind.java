// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.kernel.MapType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of maps and the shape of their declarations.
enum MapKind {
  HASH(MapType.HASH, 2, true),
  LRU_HASH(MapType.LRU_HASH, 2, true),
  PERCPU_HASH(MapType.PERCPU_HASH, 2, true),
  LRU_PERCPU_HASH(MapType.LRU_PERCPU_HASH, 2, true),
  ARRAY(MapType.ARRAY, 1, true),
  PERCPU_ARRAY(MapType.PERCPU_ARRAY, 1, true),
  LPM_TRIE(MapType.LPM_TRIE, 2, true),
  SK_STORAGE(MapType.SK_STORAGE, 1, false),
  RINGBUF(MapType.RINGBUF, 0, true),
  PROG_ARRAY(MapType.PROG_ARRAY, 0, true);

  private final MapType type;
  private final int arguments;
  private final boolean sized;

  MapKind(MapType type, int arguments, boolean sized) {
    this.type = type;
    this.arguments = arguments;
    this.sized = sized;
  }

  static Optional<MapKind> byName(String name) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(name)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(MapKind::word).toList();
  }

  /// The word in a declaration.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  MapType type() {
    return type;
  }

  /// The number of type arguments: key and value, or the value.
  int arguments() {
    return arguments;
  }

  /// Whether the declaration gives a size.
  boolean sized() {
    return sized;
  }

  /// Whether keys are numbers from 0.
  boolean indexed() {
    return this == ARRAY || this == PERCPU_ARRAY;
  }

  /// The declaration's shape, for messages.
  String shape() {
    String types =
        switch (arguments) {
          case 0 -> "";
          case 1 -> "<Value>";
          default -> "<Key, Value>";
        };
    return "map name: " + word() + types + (sized ? "[size]" : "");
  }
}
