// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table of all helper functions and which hook may call which.
public final class Helpers {
  private static final Rows ROWS = Rows.parse();

  private Helpers() {}

  /// Every helper once, by ascending id, with the signature most hooks use.
  public static List<Helper> all() {
    return ROWS.byName.values().stream().map(variants -> variants.getFirst().helper).toList();
  }

  /// The helper of that name (with or without `bpf_`), with the signature most hooks use.
  public static Optional<Helper> byName(String name) {
    return Optional.ofNullable(ROWS.byName.get(strip(name)))
        .map(variants -> variants.getFirst().helper);
  }

  /// The helper of that id, with the signature most hooks use.
  public static Optional<Helper> byId(int id) {
    return Optional.ofNullable(ROWS.byId.get(id)).map(row -> row.helper);
  }

  /// The helper of that name with the signature it has at `hook`, empty where the hook may not call
  /// it.
  public static Optional<Helper> at(Hook hook, String name) {
    for (Row row : ROWS.byName.getOrDefault(strip(name), List.of())) {
      if (row.since(hook).isPresent()) {
        return Optional.of(row.helper);
      }
    }
    return Optional.empty();
  }

  /// Whether some kernel lets `hook` call `helper`; [#since] says from which kernel on.
  public static boolean allowed(Helper helper, Hook hook) {
    return since(helper, hook).isPresent();
  }

  /// The first kernel in which `hook` may call `helper`, empty where none does. Never earlier than
  /// the helper and the hook themselves. Some helpers ask for CAP_PERFMON besides, see the kernel's
  /// documentation.
  public static Optional<KernelVersion> since(Helper helper, Hook hook) {
    for (Row row : ROWS.byName.getOrDefault(helper.name(), List.of())) {
      Optional<KernelVersion> since = row.since(hook);
      if (since.isPresent()) {
        return since;
      }
    }
    return Optional.empty();
  }

  /// The helpers `hook` may call in some kernel, by ascending id, with their signatures at that
  /// hook.
  public static List<Helper> helpersOf(Hook hook) {
    List<Helper> helpers = new ArrayList<>();
    for (List<Row> variants : ROWS.byName.values()) {
      for (Row row : variants) {
        if (row.since(hook).isPresent()) {
          helpers.add(row.helper);
        }
      }
    }
    return helpers;
  }

  /// The hooks that may call `helper` in some kernel, in the order of [Hooks#all].
  public static List<Hook> hooksOf(Helper helper) {
    return Hooks.all().stream().filter(hook -> allowed(helper, hook)).toList();
  }

  private static String strip(String name) {
    return name.startsWith("bpf_") ? name.substring(4) : name;
  }

  private record Row(Helper helper, String hooks, Availability availability) {
    Optional<KernelVersion> since(Hook hook) {
      return availability.since(hooks, hook, helper.since());
    }
  }

  private record Rows(Map<String, List<Row>> byName, Map<Integer, Row> byId) {
    static Rows parse() {
      List<List<String>> rows = Table.read("helpers.tsv");
      Availability availability = Availability.of(rows);
      SignatureReader signatures = new SignatureReader();
      Map<String, List<Row>> byName = new LinkedHashMap<>();
      Map<Integer, Row> byId = new LinkedHashMap<>();
      for (List<String> columns : Availability.body(rows)) {
        Row row = new Row(signatures.helper(columns), columns.get(6), availability);
        List<Row> variants = byName.get(row.helper.name());
        if (variants == null) {
          variants = new ArrayList<>(2);
          byName.put(row.helper.name(), variants);
          byId.put(row.helper.id(), row);
        }
        variants.add(row);
      }
      return new Rows(Collections.unmodifiableMap(byName), Collections.unmodifiableMap(byId));
    }
  }
}
