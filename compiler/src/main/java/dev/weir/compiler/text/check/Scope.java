// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The local names visible at a place.
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Binding> names = new LinkedHashMap<>();

  /// What a local name stands for.
  sealed interface Binding {
    /// Where it was introduced.
    Span span();

    /// A variable.
    ///
    /// @param whyNot why it cannot be assigned; empty when it can
    record Local(Variable variable, String whyNot, Span span) implements Binding {}

    /// The context.
    record Context(Span span) implements Binding {}

    /// A variable whose definition failed.
    record Failed(Span span) implements Binding {}
  }

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  void bind(String name, Binding binding) {
    names.put(name, binding);
  }

  Optional<Binding> find(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Binding found = scope.names.get(name);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  List<String> all() {
    List<String> all = new ArrayList<>();
    for (Scope scope = this; scope != null; scope = scope.outer) {
      all.addAll(scope.names.keySet());
    }
    return all;
  }
}
