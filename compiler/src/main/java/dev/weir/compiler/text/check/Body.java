// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.Optional;

/// The state of checking one body: a program's, a function's at one hook, or a constant's.
final class Body {
  private final Session session;
  private final Module module;
  private final Optional<Hook> hook;
  private final Optional<Span> caller;
  private final Type result;
  private final Flow flow = new Flow();
  private final Expressions expressions;
  private final Statements statements;
  private Scope scope = new Scope(null);
  private int nextVariable;
  private int loops;
  private boolean usesContext;
  private boolean changesPacket;

  /// @param hook where it runs; absent for constants
  /// @param caller the call in the user's code that led into library code
  /// @param result what `return` gives
  Body(Session session, Module module, Optional<Hook> hook, Optional<Span> caller, Type result) {
    this.session = session;
    this.module = module;
    this.hook = hook;
    this.caller = caller;
    this.result = result;
    this.expressions = new Expressions(this);
    this.statements = new Statements(this);
  }

  Session session() {
    return session;
  }

  Module module() {
    return module;
  }

  Optional<Hook> hook() {
    return hook;
  }

  Optional<Span> caller() {
    return caller;
  }

  Type result() {
    return result;
  }

  Flow flow() {
    return flow;
  }

  Expressions expressions() {
    return expressions;
  }

  Statements statements() {
    return statements;
  }

  Scope scope() {
    return scope;
  }

  void open() {
    scope = new Scope(scope);
  }

  void close(Scope before) {
    scope = before;
  }

  boolean inLoop() {
    return loops > 0;
  }

  void enterLoop() {
    loops++;
  }

  void leaveLoop() {
    loops--;
  }

  boolean usesContext() {
    return usesContext;
  }

  void useContext() {
    usesContext = true;
  }

  boolean changesPacket() {
    return changesPacket;
  }

  /// A call ends all views of the packet.
  void changePacket(Span span, String call) {
    changesPacket = true;
    flow.changePacket(span, call);
  }

  /// A variable that the compiler needs for itself.
  Variable hidden(String name, Type type, Span span) {
    return variable("$" + name, type, true, span);
  }

  Variable variable(String name, Type type, boolean mutable, Span span) {
    Variable variable = new Variable(nextVariable++, name, type, mutable, span);
    flow.define(variable);
    return variable;
  }

  /// Introduces a name for a variable.
  ///
  /// @param whyNot why it cannot be assigned; empty when it can
  Variable declare(Name name, Type type, boolean mutable, String whyNot) {
    Variable variable = variable(name.text(), type, mutable, name.span());
    scope.bind(name.text(), new Scope.Binding.Local(variable, whyNot, name.span()));
    return variable;
  }

  /// Reports a problem; one inside library code is shown at the call that led there.
  void report(Problem problem) {
    Span at = caller.orElse(null);
    boolean foreign =
        at != null
            && module.bundled()
            && problem.primary().map(label -> !label.span().file().equals(at.file())).orElse(false);
    if (!foreign || at == null) {
      session.diagnostics().report(problem);
      return;
    }
    Problem moved = Problem.error(problem.code(), problem.message(), at, "in this call");
    for (String help : problem.help()) {
      moved = moved.help(help);
    }
    session.diagnostics().report(moved);
  }
}
