// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.diag.Span;

/// Something that is either absent or gives a value to bind. The variable it is bound to has the
/// lookup's type.
public sealed interface Lookup {
  /// The type of what is bound when present.
  Type type();

  /// The source text it stands for.
  Span span();

  /// A pointer that may be null: a map lookup or another helper call, or a context's socket.
  ///
  /// @param pointer an expression of type [Type.View] or [Type.Socket] which here, and only here,
  ///   may be null
  /// @param release whether a socket found must be released (`bpf_sk_release`) on every path out of
  ///   the scope of its variable
  record Nullable(Expr pointer, boolean release, Span span) implements Lookup {
    @Override
    public Type type() {
      return pointer.type();
    }
  }

  /// A header of the packet; see [Header] for when it is present. Reading it may pull data into the
  /// linear part, which the checker counts as no change: views from before remain usable to the
  /// user, so lowering reloads or avoids pulling while such views are alive.
  ///
  /// @param from the view of the header in front; absent for the first header of the packet
  /// @param type a view of `header.layout()` of origin `PACKET`
  record ParseHeader(Header header, java.util.Optional<Variable> from, Type.View type, Span span)
      implements Lookup {}

  /// A call that fills the memory of the variable and returns 0, or returns something else when
  /// there is nothing.
  ///
  /// @param call names the memory as [Argument.Memory] of [Place.Local] `variable`
  /// @param variable the aggregate or scalar variable that is bound; its memory is the call's to
  ///   fill
  record Filled(Expr call, Variable variable, Span span) implements Lookup {
    @Override
    public Type type() {
      return variable.type();
    }
  }

  /// The first lookup, bound to `hidden`, and then the second, which may use it; absent when either
  /// is.
  record Then(Lookup first, Variable hidden, Lookup second, Span span) implements Lookup {
    @Override
    public Type type() {
      return second.type();
    }
  }
}
