// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of all hooks.
public final class Hooks {
  private static final Map<String, Hook> BY_NAME = parse();

  private Hooks() {}

  /// All hooks, in the order of the table.
  public static List<Hook> all() {
    return List.copyOf(BY_NAME.values());
  }

  /// The hook of that name, such as `connect4` or `tcx ingress`.
  public static Optional<Hook> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /// The hook of that ELF section name, such as `cgroup/connect4`. A leading `?` (do not load by default)
  /// is ignored; `tc` and `classifier`, which do not tell the direction, give `tc ingress`.
  public static Optional<Hook> bySection(String section) {
    String name = section.startsWith("?") ? section.substring(1) : section;
    return BY_NAME.values().stream().filter(hook -> hook.matchesSection(name)).findFirst();
  }

  /// The hooks at which the context field `field` can be read, for messages about a field that the hook at
  /// hand does not have.
  public static List<Hook> readingField(String field) {
    return BY_NAME.values().stream()
        .filter(hook -> hook.context().field(field).filter(ContextField::readable).isPresent())
        .toList();
  }

  private static Map<String, Hook> parse() {
    Map<String, Struct> structs = structs();
    Map<String, ContextLayout> layouts = new HashMap<>();
    Map<String, Hook> hooks = new LinkedHashMap<>();
    for (List<String> row : Table.read("hooks.tsv")) {
      ContextLayout context =
          layouts.computeIfAbsent(
              row.get(6) + " " + row.get(7) + " " + row.get(8),
              _ -> structs.getOrDefault(row.get(6), Struct.opaque(row.get(6))).layout(row));
      hooks.put(row.get(0), hook(row, context));
    }
    return Collections.unmodifiableMap(hooks);
  }

  private static Hook hook(List<String> row, ContextLayout context) {
    String attach = row.get(2);
    return new Hook(
        row.get(0),
        ProgramType.valueOf(row.get(1)),
        attach.equals("-") ? Optional.empty() : Optional.of(AttachType.valueOf(attach)),
        row.get(3),
        Table.list(row.get(4), ','),
        row.get(5).equals("prefix"),
        context,
        PacketAccess.valueOf(row.get(9)),
        returns(row.get(10)),
        verdicts(row.get(11)),
        Table.version(row.get(12)),
        row.get(13));
  }

  private static ReturnRange returns(String column) {
    if (column.equals("any")) {
      return ReturnRange.ANY;
    }
    int dots = column.indexOf("..");
    return new ReturnRange(
        Long.parseLong(column.substring(0, dots)), Long.parseLong(column.substring(dots + 2)));
  }

  private static List<Verdict> verdicts(String column) {
    List<Verdict> verdicts = new ArrayList<>();
    for (String verdict : Table.list(column, ',')) {
      int equals = verdict.indexOf('=');
      verdicts.add(
          new Verdict(
              verdict.substring(0, equals), Long.parseLong(verdict.substring(equals + 1))));
    }
    return verdicts;
  }

  private static Map<String, Struct> structs() {
    Map<String, Struct> structs = new HashMap<>();
    Struct current = Struct.opaque("");
    for (List<String> row : Table.read("contexts.tsv")) {
      if (row.get(0).equals("struct")) {
        current = new Struct(row.get(1), Integer.parseInt(row.get(2)), new ArrayList<>());
        structs.put(current.name, current);
      } else {
        current.fields.add(row);
      }
    }
    return structs;
  }

  /// A structure as the table gives it, before the accesses of a hook are known.
  private record Struct(String name, int sizeBytes, List<List<String>> fields) {
    static Struct opaque(String name) {
      return new Struct(name, 0, List.of());
    }

    ContextLayout layout(List<String> hook) {
      AccessMap reads = hook.get(7).equals("-") ? AccessMap.NONE : new AccessMap(hook.get(7));
      AccessMap writes = hook.get(8).equals("-") ? AccessMap.NONE : new AccessMap(hook.get(8));
      List<ContextField> typed = fields.stream().map(row -> field(row, reads, writes)).toList();
      return new ContextLayout(name, sizeBytes, typed, reads, writes);
    }

    private static ContextField field(List<String> row, AccessMap reads, AccessMap writes) {
      int offset = Integer.parseInt(row.get(2));
      return new ContextField(
          row.get(1),
          offset,
          Integer.parseInt(row.get(3)),
          Integer.parseInt(row.get(4)),
          Integer.parseInt(row.get(5)),
          FieldType.valueOf(row.get(6)),
          FieldOrder.valueOf(row.get(7)),
          reads.widthsAt(offset),
          writes.widthsAt(offset),
          Table.version(row.get(8)));
    }
  }
}
