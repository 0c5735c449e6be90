// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.map.Codec;
import java.util.List;

/// Puts what the user writes into maps.
public final class MapEntries {
  private MapEntries() {}

  /// Puts an entry.
  ///
  /// @param entry `MAP:KEY=VALUE`, key and value as [TypedText] reads them
  /// @throws Failure when there is no such map, or the text does not suit its types
  public static void put(LoadedObject loaded, String entry) {
    int colon = entry.indexOf(':');
    int equals = entry.indexOf('=');
    if (colon < 1 || equals < colon) {
      throw unsuited(entry, "expected MAP:KEY=VALUE");
    }
    put(
        loaded,
        entry.substring(0, colon),
        entry.substring(colon + 1, equals),
        entry.substring(equals + 1));
  }

  /// Puts an entry.
  public static void put(LoadedObject loaded, String map, String key, String value) {
    String entry = map + ":" + key + "=" + value;
    MapSpec spec =
        loaded
            .object()
            .map(map)
            .orElseThrow(() -> {
              List<String> known = loaded.object().maps().stream().map(MapSpec::name).toList();
              return unsuited(
                  entry, "there is no such map; there are: " + String.join(", ", known));
            });
    Btf types = loaded.object().btf().orElseGet(() -> new Btf(List.of()));
    if (spec.keyTypeId() == 0 || spec.valueTypeId() == 0) {
      throw unsuited(entry, "the object does not tell the map's types");
    }
    try {
      byte[] keyBytes = TypedText.encode(types, spec.keyTypeId(), key);
      byte[] valueBytes = TypedText.encode(types, spec.valueTypeId(), value);
      loaded
          .map(map)
          .typed(Codec.bytes(keyBytes.length), Codec.bytes(valueBytes.length))
          .put(keyBytes, valueBytes);
    } catch (IllegalArgumentException e) {
      throw unsuited(entry, String.valueOf(e.getMessage()));
    }
  }

  private static Failure unsuited(String entry, String reason) {
    return Failure.unable(
        ToolProblem.USAGE.error("cannot put the map entry `" + entry + "`: " + reason));
  }
}
