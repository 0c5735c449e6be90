// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;

/// The expression in place of one that could not be checked: a constant of type `never`, which the
/// language cannot write. A problem has been reported.
final class Poison {
  private Poison() {}

  static Expr at(Span span) {
    return new Expr.Const(0, Type.NEVER, span);
  }

  static boolean is(Expr expr) {
    return expr instanceof Expr.Const(_, Type type, _) && type.equals(Type.NEVER);
  }
}
