// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.CodeBlock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text of the object as documentation comments.
final class Javadoc {
  private static final Pattern CODE = Pattern.compile("`([^`{}\n]+)`");

  private Javadoc() {}

  /// A comment: what the source says, or else something that is said anyway.
  ///
  /// @param source as in the source, Markdown; may be empty
  /// @param otherwise as a comment wants it
  static CodeBlock of(String source, String otherwise) {
    return CodeBlock.of("$L", source.isBlank() ? otherwise : text(source));
  }

  /// A name of the object.
  static String code(String name) {
    return "{@code " + name.replaceAll("[^A-Za-z0-9_./?:-]", "_") + "}";
  }

  /// Markdown as a comment: what HTML, tags and Java's lexer would take for theirs is escaped.
  static String text(String markdown) {
    String stripped = markdown.strip();
    Matcher span = CODE.matcher(stripped);
    StringBuilder text = new StringBuilder();
    int end = 0;
    while (span.find()) {
      text.append(plain(stripped.substring(end, span.start())));
      text.append("{@code ").append(lexed(span.group(1))).append('}');
      end = span.end();
    }
    return text.append(plain(stripped.substring(end))).toString();
  }

  private static String plain(String text) {
    return lexed(
        text.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("@", "&#64;")
            .replaceAll("\n\\s*\n", "\n\n<p>"));
  }

  /// Neither ends the comment nor starts a Unicode escape.
  private static String lexed(String text) {
    return text.replace("*/", "*&#47;").replace("\\", "&#92;");
  }
}
