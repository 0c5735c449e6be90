// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Label;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A problem as JSON.
///
/// ```json
/// {"severity":"error","code":"W2003","message":"...","places":[{"file":"a.weir","line":3,"column":5,
///  "endLine":3,"endColumn":9,"label":"not found"}],"notes":[],"help":["..."]}
/// ```
public final class ProblemJson {
  private ProblemJson() {}

  /// The value to give to [Json#of]; the first place is the one to blame.
  public static Map<String, Object> of(Problem problem) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("severity", problem.severity().word());
    json.put("code", problem.code());
    json.put("message", problem.message());
    List<Map<String, Object>> places =
        Stream.concat(problem.primary().stream(), problem.secondary().stream())
            .map(ProblemJson::place)
            .toList();
    json.put("places", places);
    json.put("notes", problem.notes());
    json.put("help", problem.help());
    return json;
  }

  private static Map<String, Object> place(Label label) {
    Span span = label.span();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", span.file().name());
    json.put("line", span.line());
    json.put("column", span.column());
    json.put("endLine", span.file().lineOf(span.end()));
    json.put("endColumn", span.file().columnOf(span.end()));
    json.put("label", label.text());
    return json;
  }
}
