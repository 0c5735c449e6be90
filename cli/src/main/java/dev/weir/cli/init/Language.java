// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.init;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the programs of a new project are written in.
public enum Language {
  /// Weir's own language.
  TEXT(
      Map.of(
          "goals",
          "Programs become objects, objects become Java classes, and kernels are asked by their model.",
          "skeleton",
          "              <goal>skeleton</goal>\n",
          "generated",
          """
                  <configuration>
                    <packageName>{package}</packageName>
                  </configuration>
          """,
          "library",
          ""),
      new Part("src/main/weir/program.weir", "src/main/weir/{name}.weir")),

  /// Java.
  JAVA(
      Map.of(
          "goals",
          "Classes marked @Bpf become objects, and kernels are asked by their model.",
          "skeleton",
          "",
          "generated",
          "",
          "library",
          """
              <dependency>
                <groupId>dev.weir</groupId>
                <artifactId>weir-dsl</artifactId>
                <version>${weir.version}</version>
              </dependency>
          """),
      new Part("src/main/java/Program.java", "src/main/java/{folder}/{class}.java"));

  private static final String SHARED = "shared/";

  /// A file of a project.
  ///
  /// @param template its name among the templates
  /// @param place where it goes; names in braces stand for what the user chose
  record Part(String template, String place) {}

  private final Map<String, String> pieces;
  private final Part program;

  Language(Map<String, String> pieces, Part program) {
    this.pieces = pieces;
    this.program = program;
  }

  /// The files of a project.
  List<Part> parts() {
    return List.of(
        new Part(SHARED + "pom.xml", "pom.xml"),
        new Part(SHARED + "gitignore", ".gitignore"),
        own("README.md", "README.md"),
        own(program.template(), program.place()),
        own("src/main/java/Main.java", "src/main/java/{folder}/Main.java"),
        own("src/test/java/ProgramTest.java", "src/test/java/{folder}/{class}Test.java"));
  }

  private Part own(String template, String place) {
    return new Part(word() + "/" + template, place);
  }

  /// What stands in shared templates for this language, by the name in braces.
  Map<String, String> pieces() {
    return pieces;
  }

  /// The name as users write it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
