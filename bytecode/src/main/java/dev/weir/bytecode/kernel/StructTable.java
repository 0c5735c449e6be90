// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the `struct` and `field` rows of a table.
final class StructTable {
  private StructTable() {}

  /// The structures of a table by name; other rows are left alone.
  static Map<String, Struct> structs(List<List<String>> rows) {
    Map<String, Struct> structs = new HashMap<>();
    List<ContextField> fields = new ArrayList<>();
    for (List<String> row : rows) {
      switch (row.get(0)) {
        case "struct" -> {
          fields = new ArrayList<>();
          structs.put(row.get(1), new Struct(row.get(1), Integer.parseInt(row.get(2)), fields));
        }
        case "field" -> fields.add(field(row));
        default -> {}
      }
    }
    return structs;
  }

  private static ContextField field(List<String> row) {
    return new ContextField(
        row.get(1),
        Integer.parseInt(row.get(2)),
        Integer.parseInt(row.get(3)),
        Integer.parseInt(row.get(4)),
        Integer.parseInt(row.get(5)),
        FieldType.valueOf(row.get(6)),
        FieldOrder.valueOf(row.get(7)),
        Set.of(),
        Set.of(),
        Table.version(row.get(8)));
  }

  /// A structure whose fields do not know yet who accesses them.
  record Struct(String name, int sizeBytes, List<ContextField> fields) {
    /// The structure as seen where these accesses are permitted.
    ContextLayout layout(AccessMap reads, AccessMap writes) {
      List<ContextField> seen = new ArrayList<>(fields.size());
      for (ContextField field : fields) {
        seen.add(field.withAccess(reads, writes));
      }
      return new ContextLayout(name, sizeBytes, seen, reads, writes);
    }
  }
}
