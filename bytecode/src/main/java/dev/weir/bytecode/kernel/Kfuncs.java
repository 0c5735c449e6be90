// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The table of the kfuncs that networking hooks can call.
///
/// It holds what Linux 6.18 offers without loadable modules, and the connection tracking functions.
public final class Kfuncs {
  private static final Map<String, Row> ROWS = parse();

  private Kfuncs() {}

  /// All kfuncs by name.
  public static List<Kfunc> all() {
    return ROWS.values().stream().map(Row::kfunc).toList();
  }

  /// The kfunc of that name.
  public static Optional<Kfunc> byName(String name) {
    return Optional.ofNullable(ROWS.get(name)).map(Row::kfunc);
  }

  /// Whether some kernel lets `hook` call `kfunc`.
  public static boolean allowed(Kfunc kfunc, Hook hook) {
    return since(kfunc, hook).isPresent();
  }

  /// The first kernel in which `hook` may call `kfunc`, empty where none does.
  public static Optional<KernelVersion> since(Kfunc kfunc, Hook hook) {
    return Optional.ofNullable(ROWS.get(kfunc.name()))
        .flatMap(row -> row.availability.since(row.hooks, hook, kfunc.since()));
  }

  /// The kfuncs `hook` may call in some kernel, by name.
  public static List<Kfunc> kfuncsOf(Hook hook) {
    return all().stream().filter(kfunc -> allowed(kfunc, hook)).toList();
  }

  private static Map<String, Row> parse() {
    List<List<String>> rows = Table.read("kfuncs.tsv");
    Availability availability = Availability.of(rows);
    Map<String, Set<KfuncFlag>> flagSets = new HashMap<>();
    Map<String, Row> kfuncs = new LinkedHashMap<>();
    for (List<String> columns : Availability.body(rows)) {
      Set<KfuncFlag> flags = flagSets.get(columns.get(2));
      if (flags == null) {
        flags = flags(columns.get(2));
        flagSets.put(columns.get(2), flags);
      }
      List<KfuncArg> args = new ArrayList<>(5);
      for (String arg : Table.list(columns.get(4), ';')) {
        args.add(argument(arg));
      }
      Kfunc kfunc =
          new Kfunc(columns.get(0), columns.get(3), args, flags, Table.version(columns.get(1)));
      kfuncs.put(kfunc.name(), new Row(kfunc, columns.get(5), availability));
    }
    return Collections.unmodifiableMap(kfuncs);
  }

  private static Set<KfuncFlag> flags(String column) {
    Set<KfuncFlag> flags = EnumSet.noneOf(KfuncFlag.class);
    for (String flag : Table.list(column, ',')) {
      flags.add(KfuncFlag.valueOf(flag.toUpperCase(Locale.ROOT)));
    }
    return Set.copyOf(flags);
  }

  private static KfuncArg argument(String text) {
    int space = text.lastIndexOf(' ');
    return new KfuncArg(text.substring(0, space), text.substring(space + 1));
  }

  private record Row(Kfunc kfunc, String hooks, Availability availability) {}
}
