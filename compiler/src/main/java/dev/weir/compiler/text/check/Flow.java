// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which views of the packet are alive at the current place of a body.
///
/// A call that changes the packet ends all views that exist; where control flow joins, a view is
/// dead when it is dead on one of the ways.
final class Flow {
  private final Set<Variable> views = new LinkedHashSet<>();
  private Map<Variable, Cause> dead = new LinkedHashMap<>();

  /// What ended a view.
  record Cause(Span span, String call) {}

  /// The state at a place.
  record State(Map<Variable, Cause> dead) {}

  /// A variable comes to life.
  void define(Variable variable) {
    if (variable.type() instanceof Type.View(_, Type.Origin origin, _)
        && origin == Type.Origin.PACKET) {
      views.add(variable);
      dead.remove(variable);
    }
  }

  /// The packet changes.
  void changePacket(Span span, String call) {
    for (Variable view : views) {
      dead.putIfAbsent(view, new Cause(span, call));
    }
  }

  /// What ended the view, if it is dead.
  Optional<Cause> dead(Variable variable) {
    return Optional.ofNullable(dead.get(variable));
  }

  State save() {
    return new State(new LinkedHashMap<>(dead));
  }

  void restore(State state) {
    dead = new LinkedHashMap<>(state.dead());
  }

  /// Joins another way that leads here.
  void join(State other) {
    other.dead().forEach(dead::putIfAbsent);
  }

  /// Whether more is dead than in the state.
  boolean deadSince(State state) {
    return !state.dead().keySet().containsAll(dead.keySet());
  }
}
