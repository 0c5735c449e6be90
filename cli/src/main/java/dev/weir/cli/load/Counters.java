// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.MapDump;
import dev.weir.loader.map.BtfValue;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The counters of an object: the numbers in its map `counters`, those of all CPUs added up.
///
/// @param values by name, in the order of declaration
public record Counters(Map<String, BigInteger> values) {
  /// The map that holds them.
  public static final String MAP = "counters";

  /// Copies the map.
  public Counters {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Whether an object has counters.
  public static boolean in(BpfObject object) {
    return object.map(MAP).isPresent();
  }

  /// The counters now; none when the object has no such map.
  public static Counters read(LoadedObject loaded) {
    Map<String, BigInteger> values = new LinkedHashMap<>();
    if (in(loaded.object())) {
      List<MapDump.Entry> entries = loaded.dump(MAP).entries();
      for (MapDump.Entry entry : entries) {
        String name = entries.size() == 1 ? "" : entry.key().toJson();
        flatten(name, entry.value(), values);
      }
    }
    return new Counters(values);
  }

  /// A counter; 0 when there is none of that name.
  public long get(String name) {
    return values.getOrDefault(name, BigInteger.ZERO).longValueExact();
  }

  private static void flatten(String name, BtfValue value, Map<String, BigInteger> values) {
    switch (value) {
      case BtfValue.Int number -> values.put(name.isEmpty() ? MAP : name, number.value());
      case BtfValue.Struct struct ->
          struct
              .fields()
              .forEach(field -> flatten(join(name, field.name()), field.value(), values));
      case BtfValue.Array array -> {
        List<BtfValue> elements = array.elements();
        for (int i = 0; i < elements.size(); i++) {
          flatten(join(name, Integer.toString(i)), elements.get(i), values);
        }
      }
      case BtfValue.Bool _, BtfValue.Text _, BtfValue.Enumerator _, BtfValue.Raw _ -> {
        // No number to count with.
      }
    }
  }

  private static String join(String outer, String inner) {
    return outer.isEmpty() ? inner : outer + "." + inner;
  }
}
