// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Span;
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
    StringBuilder out = new StringBuilder();
    String text = trace.format();
    int used = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        String inside = end < 0 ? "?" : text.substring(i + 1, end);
        if (!inside.isEmpty() && !inside.equals("x")) {
          body.report(
              TextCode.BAD_TRACE
                  .at("`{" + inside + "}` is not a placeholder", trace.formatSpan(), "")
                  .help("write `{}` for a number, `{x}` for hexadecimal, `{{` for a brace"));
          return Optional.empty();
        }
        boolean signed = used < values.size() && values.get(used).type().signed();
        out.append(inside.equals("x") ? "%llx" : signed ? "%lld" : "%llu");
        used++;
        i = end;
      } else if (c > 126 || c == '\n') {
        body.report(
            TextCode.BAD_TRACE.at(
                "a trace is one line of ASCII", trace.formatSpan(), "cannot be printed"));
        return Optional.empty();
      } else {
        out.append(c == '%' ? "%%" : String.valueOf(c));
      }
    }
    if (used != values.size() || used > 3) {
      body.report(
          TextCode.BAD_TRACE.at(
              used + " placeholders for " + values.size() + " values",
              trace.formatSpan(),
              used > 3 ? "the kernel prints at most 3" : "expected as many as values"));
      return Optional.empty();
    }
    return Optional.of(out.append('\n').toString());
  }
}
