// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.read;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.java.ClassSources;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Source ranges of lines that class files name.
public final class Lines {
  private final Classes classes;
  private final ClassSources sources;
  private final Map<String, SourceFile> files = new HashMap<>();
  private final Map<String, SourceFile> blank = new HashMap<>();

  /// Lines of classes whose sources may be found.
  public Lines(Classes classes, ClassSources sources) {
    this.classes = classes;
    this.sources = sources;
  }

  /// A line of a class without the space around its text; the class's first line for 0.
  public Span line(String owner, int line) {
    SourceFile file = file(owner, Math.max(1, line));
    int number = Math.max(1, line);
    int start = start(file, number);
    String text = file.line(number);
    int indent = text.length() - text.stripLeading().length();
    String stripped = text.strip();
    int comment = stripped.indexOf(" // ");
    int length = comment > 0 ? stripped.substring(0, comment).strip().length() : stripped.length();
    return new Span(file, start + indent, start + indent + length);
  }

  /// The place of a word in a line, or the line where it is not found.
  ///
  /// @param word an identifier; followed by `after` where that is not empty
  public Span word(String owner, int line, String word, String after) {
    Span whole = line(owner, line);
    Matcher matcher =
        Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + after).matcher(whole.text());
    return matcher.find()
        ? new Span(whole.file(), whole.start() + matcher.start(), whole.start() + matcher.end())
        : whole;
  }

  /// The declaration of a member: the first line that has the words in order before `line`, or the
  /// first line of the file with them when `line` is 0.
  public Span declaration(String owner, String pattern) {
    SourceFile file = file(owner, 1);
    Matcher matcher = Pattern.compile(pattern).matcher(file.text());
    return matcher.find() ? new Span(file, matcher.start(), matcher.end()) : line(owner, 1);
  }

  private static int start(SourceFile file, int line) {
    int low = 0;
    int high = file.text().length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (file.lineOf(middle) >= line) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private SourceFile file(String owner, int line) {
    String path = path(owner);
    SourceFile known = files.get(path);
    if (known == null) {
      known = sources.find(path).orElseGet(() -> new SourceFile(path, ""));
      files.put(path, known);
    }
    if (line <= known.lineCount() || line == 1) {
      return known;
    }
    // Without the text, or with the text of another version, only the number is shown.
    SourceFile empty = blank.get(path);
    if (empty == null || empty.lineCount() < line) {
      empty = new SourceFile(known.name(), "\n".repeat(Math.max(line + 64, 1024)));
      blank.put(path, empty);
    }
    return empty;
  }

  private String path(String owner) {
    int slash = owner.lastIndexOf('/');
    String folder = owner.substring(0, slash + 1);
    return folder
        + classes
            .find(owner)
            .flatMap(Lines::sourceName)
            .orElse(owner.substring(slash + 1).replaceAll("\\$.*", "") + ".java");
  }

  private static java.util.Optional<String> sourceName(ClassModel model) {
    return model.findAttribute(Attributes.sourceFile()).map(a -> a.sourceFile().stringValue());
  }
}
