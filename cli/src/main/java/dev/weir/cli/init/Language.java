// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.init;

import java.util.List;
import java.util.Locale;

/// What the programs of a new project are written in.
public enum Language {
  /// Weir's own language.
  TEXT(
      new Part("pom.xml", "pom.xml"),
      new Part("README.md", "README.md"),
      new Part("gitignore", ".gitignore"),
      new Part("src/main/weir/program.weir", "src/main/weir/{name}.weir"),
      new Part("src/main/java/Main.java", "src/main/java/{folder}/Main.java"),
      new Part("src/test/java/ProgramTest.java", "src/test/java/{folder}/{class}Test.java"));

  /// A file of a project.
  ///
  /// @param template its name among the templates
  /// @param place where it goes; names in braces stand for what the user chose
  record Part(String template, String place) {}

  private final List<Part> parts;

  Language(Part... parts) {
    this.parts = List.of(parts);
  }

  /// The files of a project.
  List<Part> parts() {
    return parts;
  }

  /// The name as users write it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
