// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /// The hook of that ELF section name, such as `cgroup/connect4`. A leading `?` (do not load by
  /// default) is ignored; `tc` and `classifier`, which do not tell the direction, give `tc
  /// ingress`.
  ///
  /// A section of one word may go on with words of the programmer's, which name no hook:
  /// `xdp/entry`, `tc/tail`, `classifier_filter`. libbpf took such names until 1.0, cilium/ebpf
  /// takes them.
  public static Optional<Hook> bySection(String section) {
    String name = section.startsWith("?") ? section.substring(1) : section;
    return BY_NAME.values().stream()
        .filter(hook -> hook.matchesSection(name))
        .findFirst()
        .or(() -> BY_NAME.values().stream().filter(hook -> hook.beginsSection(name)).findFirst());
  }

  /// The hooks at which the context field `field` can be read, for messages about a field that the
  /// hook at hand does not have.
  public static List<Hook> readingField(String field) {
    return BY_NAME.values().stream()
        .filter(hook -> hook.context().field(field).filter(ContextField::readable).isPresent())
        .toList();
  }

  private static Map<String, Hook> parse() {
    Map<String, StructTable.Struct> structs = StructTable.structs(Table.read("contexts.tsv"));
    Map<String, ContextLayout> layouts = new HashMap<>();
    Map<String, Hook> hooks = new LinkedHashMap<>();
    for (List<String> row : Table.read("hooks.tsv")) {
      String key = String.join(" ", row.subList(6, 9));
      ContextLayout context = layouts.get(key);
      if (context == null) {
        context = layout(structs.get(row.get(6)), row);
        layouts.put(key, context);
      }
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

  private static ContextLayout layout(StructTable.@Nullable Struct struct, List<String> row) {
    return struct == null
        ? new ContextLayout(row.get(6), 0, List.of(), AccessMap.NONE, AccessMap.NONE)
        : struct.layout(access(row.get(7)), access(row.get(8)));
  }

  private static AccessMap access(String column) {
    return column.equals("-") ? AccessMap.NONE : new AccessMap(column);
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
          new Verdict(verdict.substring(0, equals), Long.parseLong(verdict.substring(equals + 1))));
    }
    return verdicts;
  }
}
