// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.compiler.java.lower.Binding;
import java.util.Map;
import java.util.Optional;

/// The bindings of the classes in `dev.weir.dsl`.
public final class DslBindings {
  private static final String LIBRARY = "dev/weir/dsl/";

  private DslBindings() {}

  /// The table, for one compilation.
  public static Binding.Table table() {
    Map<String, Binding.Table> classes = new java.util.HashMap<>();
    Numbers.addTo(classes);
    Addresses.addTo(classes);
    PacketViews packets = new PacketViews();
    Contexts.addTo(classes, packets);
    Verdicts.addTo(classes);
    Maps.addTo(classes);
    Kernels.addTo(classes);
    Traces.addTo(classes);
    Atomics.addTo(classes);
    SpinLocks.addTo(classes);
    Fibs.addTo(classes);
    Headers.addTo(classes, packets);
    classes.put("Helpers", new HelperCalls());
    return (owner, name, descriptor) ->
        owner.startsWith(LIBRARY)
            ? Optional.ofNullable(classes.get(owner.substring(LIBRARY.length())))
                .flatMap(table -> table.find(owner, name, descriptor))
            : Optional.empty();
  }

  /// A table of members told apart by name alone.
  static Binding.Table byName(Map<String, Binding> members) {
    Map<String, Binding> copy = Map.copyOf(members);
    return (_, name, _) -> Optional.ofNullable(copy.get(name));
  }
}
