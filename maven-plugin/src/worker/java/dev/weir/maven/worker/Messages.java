// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Label;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.compiler.CompilerBug;
import dev.weir.maven.task.Message;
import java.util.List;
import java.util.Optional;

/// Problems as messages.
final class Messages {
  /// The code of failures that are Weir's own.
  private static final String INTERNAL = "W0006";

  private Messages() {}

  /// A problem with its place and its report.
  static Message of(Problem problem) {
    Optional<Label> place = problem.primary();
    return new Message(
        problem.severity() == Severity.ERROR,
        problem.code(),
        problem.message(),
        place.map(p -> p.span().file().name()).orElse(""),
        place.map(p -> p.span().line()).orElse(0),
        place.map(p -> p.span().column()).orElse(0),
        TextRenderer.render(List.of(problem), false).stripTrailing());
  }

  static List<Message> of(List<Problem> problems) {
    return problems.stream().map(Messages::of).toList();
  }

  /// A bug met while a source was compiled.
  static Message of(CompilerBug bug, String source) {
    String text = "weir has a bug: " + bug.getMessage();
    String help = "please report it with the source";
    return new Message(
        true,
        INTERNAL,
        text,
        source,
        1,
        1,
        "error[" + INTERNAL + "]: " + text + "\n = help: " + help);
  }
}
