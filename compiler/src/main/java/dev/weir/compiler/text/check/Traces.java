// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.surface.TraceFormat;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Statement.Trace;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Statement;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks `trace`: `{}` prints a number, `{x}` in hexadecimal; `{{` and `}}` are braces.
final class Traces {
  private final Body body;

  Traces(Body body) {
    this.body = body;
  }

  Optional<Statement> trace(Trace trace) {
    List<Expr> values = new ArrayList<>();
    boolean failed = false;
    for (Expression argument : trace.arguments()) {
      Expr value = number(body.expressions().value(argument, null));
      failed |= Poison.is(value);
      values.add(value);
    }
    Optional<String> format = format(trace, values);
    boolean helper =
        body.expressions().calls().helpers().require("trace_printk", trace.span()).isPresent();
    return failed || format.isEmpty() || !helper
        ? Optional.empty()
        : Optional.of(new Statement.Trace(format.get(), values, trace.span()));
  }

  private Expr number(Expr value) {
    Span span = value.span();
    return switch (value.type()) {
      case Type.Int(_, boolean signed) ->
          body.expressions().conversions().cast(value, signed ? Type.I64 : Type.U64, span);
      case Type.Bool _, Type.Be _, Type.Enumeration _ ->
          body.expressions().conversions().cast(value, Type.U64, span);
      case Type.Never _ -> value;
      default -> {
        body.report(
            TextCode.BAD_TRACE.at(
                "a `" + value.type() + "` cannot be traced", span, "expected a number"));
        yield Poison.at(span);
      }
    };
  }

  private Optional<String> format(Trace trace, List<Expr> values) {
    try {
      return Optional.of(
          TraceFormat.of(
                  trace.format(),
                  values.size(),
                  i -> i < values.size() && values.get(i).type().signed())
              .text());
    } catch (TraceFormat.Unprintable e) {
      Problem problem =
          TextCode.BAD_TRACE.at(String.valueOf(e.getMessage()), trace.formatSpan(), "");
      body.report(e.help().isEmpty() ? problem : problem.help(e.help()));
      return Optional.empty();
    }
  }
}
