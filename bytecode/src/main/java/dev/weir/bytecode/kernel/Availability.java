// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `profiles` and `since` lines of a table, which give its hooks column a meaning: one
/// character per profile, `.` not allowed, `x` allowed since the function exists, a letter since
/// the kernel of the letter.
///
/// @param columns profile to its index in the hooks column
/// @param letters letter to first kernel
record Availability(Map<String, Integer> columns, Map<Character, KernelVersion> letters) {
  static Availability of(List<List<String>> rows) {
    Map<String, Integer> columns = new HashMap<>();
    Map<Character, KernelVersion> letters = new HashMap<>();
    for (List<String> row : rows) {
      if (row.get(0).equals("profiles")) {
        for (int i = 1; i < row.size(); i++) {
          columns.put(row.get(i), i - 1);
        }
      } else if (row.get(0).equals("since")) {
        for (String entry : row.subList(1, row.size())) {
          letters.put(entry.charAt(0), Table.version(entry.substring(2)));
        }
      }
    }
    return new Availability(columns, letters);
  }

  /// The rows of the table proper.
  static List<List<String>> body(List<List<String>> rows) {
    List<List<String>> body = new ArrayList<>();
    for (List<String> row : rows) {
      if (!row.get(0).equals("profiles") && !row.get(0).equals("since")) {
        body.add(row);
      }
    }
    return body;
  }

  /// The first kernel in which `hook` has the function of that hooks column, empty when it never
  /// has.
  Optional<KernelVersion> since(String hooks, Hook hook, KernelVersion first) {
    Integer column = columns.get(hook.profile());
    if (column == null) {
      throw new IllegalStateException("unknown profile " + hook.profile());
    }
    KernelVersion floor = first.max(hook.since());
    return switch (hooks.charAt(column)) {
      case '.' -> Optional.empty();
      case 'x' -> Optional.of(floor);
      default -> {
        KernelVersion later = letters.get(hooks.charAt(column));
        if (later == null) {
          throw new IllegalStateException("unknown letter in " + hooks);
        }
        yield Optional.of(floor.max(later));
      }
    };
  }
}
