// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.loader.map.BpfMap;
import dev.weir.loader.map.BtfDecoder;
import dev.weir.loader.map.BtfValue;
import java.util.ArrayList;
import java.util.List;

/// The contents of a map as printable trees.
///
/// @param entries in the kernel's order
public record MapDump(List<Entry> entries) {
  /// Copies the list.
  public MapDump {
    entries = List.copyOf(entries);
  }

  /// An element.
  ///
  /// @param key its key
  /// @param values of all possible CPUs for per-CPU maps, else one
  public record Entry(BtfValue key, List<BtfValue> values) {
    /// Copies the list.
    public Entry {
      values = List.copyOf(values);
    }

    /// The value; for per-CPU maps the integers of all CPUs added up.
    public BtfValue value() {
      return values.stream().reduce(BtfValue::plus).orElseThrow();
    }
  }

  /// Reads a map.
  static MapDump of(BpfMap map, MapSpec spec, Btf types) {
    List<Entry> entries = new ArrayList<>();
    map.forEach((key, value) ->
        entries.add(
            new Entry(
                BtfDecoder.decode(types, spec.keyTypeId(), key),
                map.perCpu(value).stream()
                    .map(v -> BtfDecoder.decode(types, spec.valueTypeId(), v))
                    .toList())));
    return new MapDump(entries);
  }

  /// The contents as a JSON array of `{"key":..., "value":...}`; per-CPU values added up.
  public String toJson() {
    List<String> elements = new ArrayList<>();
    for (Entry entry : entries) {
      elements.add(
          "{\"key\":" + entry.key().toJson() + ",\"value\":" + entry.value().toJson() + "}");
    }
    return "[" + String.join(",", elements) + "]";
  }
}
