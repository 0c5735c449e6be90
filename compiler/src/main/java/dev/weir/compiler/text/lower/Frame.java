// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.lower;

import dev.weir.compiler.ir.Value;
import dev.weir.compiler.ir.build.Block;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The variables and scopes of one function body while it is lowered.
///
/// A program or subprogram has one frame; each inlined call adds one.
final class Frame {
  private final Map<Integer, Storage> storages = new HashMap<>();
  private final Deque<Scope> scopes = new ArrayDeque<>();
  private final @Nullable Frame caller;
  private final @Nullable Exit exit;

  private Frame(@Nullable Frame caller, @Nullable Exit exit) {
    this.caller = caller;
    this.exit = exit;
  }

  /// The frame of a function whose return statements end the IR function.
  static Frame outermost() {
    return new Frame(null, null);
  }

  /// The frame of an inlined call.
  static Frame inlined(Frame caller, Exit exit) {
    return new Frame(caller, exit);
  }

  /// Where an inlined function's return statements go.
  ///
  /// @param function the callee
  /// @param block what follows the call
  /// @param result takes a scalar result
  /// @param memory takes an aggregate result
  record Exit(
      Function function,
      Block block,
      Optional<dev.weir.compiler.ir.build.Variable> result,
      Optional<Address> memory) {}

  /// A socket or lock that must be given back.
  ///
  /// @param helper gives it back
  record Held(Value value, String helper) {}

  /// A lexical scope: what must be given back when it is left.
  static final class Scope {
    final List<Held> held = new ArrayList<>();
    final List<Integer> slots = new ArrayList<>();
    final @Nullable Block breakTarget;
    final @Nullable Block continueTarget;

    Scope(@Nullable Block breakTarget, @Nullable Block continueTarget) {
      this.breakTarget = breakTarget;
      this.continueTarget = continueTarget;
    }
  }

  /// Where return statements go; empty in an outermost frame.
  Optional<Exit> exit() {
    return Optional.ofNullable(exit);
  }

  /// The frame of the call that was inlined here; empty in an outermost frame.
  Optional<Frame> caller() {
    return Optional.ofNullable(caller);
  }

  /// Opens a scope.
  Scope open() {
    return push(new Scope(null, null));
  }

  /// Opens the scope of a loop's body.
  Scope openLoop(Block breakTarget, Block continueTarget) {
    return push(new Scope(breakTarget, continueTarget));
  }

  private Scope push(Scope scope) {
    scopes.push(scope);
    return scope;
  }

  /// Closes the innermost scope.
  void close() {
    scopes.pop();
  }

  /// The innermost scope.
  Scope scope() {
    return scopes.element();
  }

  /// All open scopes, innermost first.
  Iterable<Scope> scopes() {
    return scopes;
  }

  /// Whether a scope is open.
  boolean inScope() {
    return !scopes.isEmpty();
  }

  /// Says where a variable lives.
  void bind(Variable variable, Storage storage) {
    storages.put(variable.id(), storage);
  }

  /// Where a variable lives.
  Storage storage(Variable variable) {
    Storage storage = storages.get(variable.id());
    if (storage == null) {
      throw new IllegalStateException("variable " + variable.name() + " has no storage");
    }
    return storage;
  }
}
