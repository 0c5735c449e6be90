// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.MapSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads and writes `.map NAME TYPE key 4 value 8 entries 16` and its further attributes.
final class MapDirective {
  private final Line line;
  private final Numbers numbers;
  private int keySize;
  private int valueSize;
  private int entries;
  private int flags;
  private int keyType;
  private int valueType;
  private MapSpec.Pinning pinning = MapSpec.Pinning.NONE;
  private int numa = -1;
  private long extra;
  private List<String> values = List.of();

  private MapDirective(Line line) {
    this.line = line;
    this.numbers = new Numbers(line);
  }

  /// Reads a whole `.map` or `.inner` line.
  static MapSpec read(Line line) throws LineError {
    return new MapDirective(line).map();
  }

  /// A map with a template for the maps inside; goes to the innermost map that has none.
  static MapSpec withInner(MapSpec map, MapSpec inner) {
    MapSpec template = map.inner().map(outer -> withInner(outer, inner)).orElse(inner);
    return new MapSpec(
        map.name(),
        map.type(),
        map.keySize(),
        map.valueSize(),
        map.maxEntries(),
        map.flags(),
        map.keyTypeId(),
        map.valueTypeId(),
        map.pinning(),
        map.numaNode(),
        map.extra(),
        Optional.of(template),
        map.values());
  }

  /// The lines of a map.
  static String write(MapSpec map) {
    StringBuilder out = new StringBuilder();
    write(out, ".map", map);
    for (Optional<MapSpec> m = map.inner(); m.isPresent(); m = m.get().inner()) {
      write(out, "  .inner", m.get());
    }
    return out.toString();
  }

  private static void write(StringBuilder out, String directive, MapSpec map) {
    String type =
        MapType.ofNumber(map.type())
            .map(MapType::kernelName)
            .orElseGet(() -> Integer.toString(map.type()));
    out.append(directive).append(' ').append(Quoted.name(map.name())).append(' ').append(type);
    attribute(out, "key", map.keySize());
    attribute(out, "value", map.valueSize());
    attribute(out, "entries", map.maxEntries());
    if (map.flags() != 0) {
      out.append(" flags 0x").append(Integer.toHexString(map.flags()));
    }
    attribute(out, "key_btf", map.keyTypeId());
    attribute(out, "value_btf", map.valueTypeId());
    if (map.pinning() == MapSpec.Pinning.BY_NAME) {
      out.append(" pinned");
    }
    if (map.numaNode() != -1) {
      out.append(" numa ").append(map.numaNode());
    }
    if (map.extra() != 0) {
      out.append(" extra 0x").append(Long.toHexString(map.extra()));
    }
    if (!map.values().isEmpty()) {
      out.append(" values");
      map.values().forEach(v -> out.append(' ').append(v.isEmpty() ? "-" : Quoted.name(v)));
    }
    out.append('\n');
  }

  private static void attribute(StringBuilder out, String name, int value) {
    if (value != 0) {
      out.append(' ').append(name).append(' ').append(Integer.toUnsignedString(value));
    }
  }

  private MapSpec map() throws LineError {
    line.take();
    String name = line.expectName("the map's name");
    int type = type();
    while (!line.atEnd()) {
      attribute();
    }
    return new MapSpec(
        name,
        type,
        keySize,
        valueSize,
        entries,
        flags,
        keyType,
        valueType,
        pinning,
        numa,
        extra,
        Optional.empty(),
        values);
  }

  private int type() throws LineError {
    if (numbers.next()) {
      return numbers.int32();
    }
    Token token = line.peek();
    String name = line.expectWord("the map's type, such as `hash`");
    Optional<MapType> type = MapType.byName(name);
    if (type.isEmpty()) {
      List<String> near =
          Similar.to(name, Arrays.stream(MapType.values()).map(MapType::kernelName).toList());
      throw line.error(
          ListingProblem.UNKNOWN_KIND,
          "`" + name + "` is no map type",
          line.span(token),
          near.isEmpty() ? "unknown" : "did you mean `" + near.getFirst() + "`?");
    }
    return type.get().number();
  }

  private void attribute() throws LineError {
    Token token = line.take();
    switch (token.text()) {
      case "key" -> keySize = numbers.int32();
      case "value" -> valueSize = numbers.int32();
      case "entries" -> entries = numbers.int32();
      case "flags" -> flags = numbers.int32();
      case "key_btf" -> keyType = numbers.int32();
      case "value_btf" -> valueType = numbers.int32();
      case "pinned" -> pinning = MapSpec.Pinning.BY_NAME;
      case "numa" -> numa = numbers.int32();
      case "extra" -> extra = numbers.int64();
      case "values" -> values = values();
      default ->
          throw line.error(
              ListingProblem.SYNTAX,
              "`" + token.text() + "` is no attribute of a map",
              line.span(token),
              "expected one of key value entries flags key_btf value_btf pinned numa extra values");
    }
  }

  private List<String> values() throws LineError {
    List<String> names = new ArrayList<>();
    while (!line.atEnd()) {
      names.add(line.accept("-") ? "" : line.expectName("a map, a function or `-`"));
    }
    return names;
  }
}
