// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.Verdict;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Argument;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Checks verdicts: what each hook may answer.
final class Verdicts {
  private final Body body;

  Verdicts(Body body) {
    this.body = body;
  }

  /// The verdicts of the hook at hand.
  List<String> names() {
    return body.hook().map(Hook::verdicts).orElse(List.of()).stream().map(Verdict::name).toList();
  }

  /// The verdict of that name, if the hook has it.
  Optional<Expr> named(Name name) {
    return body.hook()
        .flatMap(hook -> hook.verdict(name.text()))
        .map(verdict -> new Expr.Const(verdict.value(), Type.VERDICT, name.span()));
  }

  /// The problem with a name that is a verdict elsewhere.
  Optional<Problem> elsewhere(Name name) {
    List<String> hooks =
        Hooks.all().stream()
            .filter(hook -> hook.verdict(name.text()).isPresent())
            .map(Hook::name)
            .toList();
    if (hooks.isEmpty() || body.hook().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(noVerdict(name.text(), name.span(), hooks));
  }

  private Problem noVerdict(String name, Span span, List<String> hooks) {
    Hook hook = body.hook().orElseThrow();
    return TextCode.UNKNOWN_VERDICT
        .at("`" + hook.name() + "` has no verdict `" + name + "`", span, "not at this hook")
        .help("verdicts here: " + String.join(", ", names()))
        .help("`" + name + "` exists at: " + shortList(hooks));
  }

  /// The first few of many names.
  static String shortList(List<String> names) {
    List<String> few = names.subList(0, Math.min(8, names.size()));
    return String.join(", ", few) + (names.size() > few.size() ? ", ..." : "");
  }

  /// `deny`, or `deny ERRNO`, which sets the error that the caller of the system call gets.
  Expr deny(Expression.Deny deny) {
    Span span = deny.span();
    if (body.hook().isEmpty()) {
      body.report(TextCode.NOT_CONSTANT.at("a verdict is not a constant", span, ""));
      return Poison.at(span);
    }
    Hook hook = body.hook().get();
    Optional<Verdict> verdict = hook.verdict("deny");
    if (verdict.isEmpty()) {
      List<String> hooks =
          Hooks.all().stream()
              .filter(each -> each.verdict("deny").isPresent())
              .map(Hook::name)
              .toList();
      body.report(noVerdict("deny", span, hooks));
      return Poison.at(span);
    }
    Expr answer = new Expr.Const(verdict.get().value(), Type.VERDICT, span);
    return deny.errno().map(name -> withErrno(hook, name, answer, span)).orElse(answer);
  }

  private Expr withErrno(Hook hook, Name name, Expr answer, Span span) {
    Optional<Errno> errno = Errno.byName(name.text());
    if (errno.isEmpty()) {
      Problem problem =
          TextCode.ERRNO.at("there is no errno `" + name + "`", name.span(), "not an errno");
      List<String> known = Arrays.stream(Errno.values()).map(Errno::name).toList();
      body.report(Names.suggest(problem, name.text(), known, "did you mean"));
      return Poison.at(span);
    }
    Optional<Helper> helper = Helpers.at(hook, "set_retval");
    if (helper.isEmpty()) {
      body.report(
          TextCode.ERRNO
              .at("`" + hook.name() + "` cannot give an errno", name.span(), "no errno here")
              .help(
                  "write `deny`; the system call then fails with EPERM, or the packet is dropped"));
      return Poison.at(span);
    }
    Argument number =
        new Argument.Value(new Expr.Const(-errno.get().number(), Type.I32, name.span()));
    Statement set =
        new Statement.Evaluate(
            new Expr.CallHelper(helper.get(), List.of(number), Type.I64, span), span);
    return new Expr.Do(new Block(List.of(set), Optional.of(answer), Type.VERDICT, span));
  }
}
