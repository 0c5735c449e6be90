// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.JavaCompiler;
import dev.weir.compiler.java.ClassSources;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A sample in one of the two languages.
///
/// @param name in lower case with underlines, whatever the language
record Sample(String name, Language language) {
  private static final Path MODULE = Path.of(System.getProperty("weir.root"), "samples");
  private static final Path JAVA = MODULE.resolve("src/main/java");

  /// What it is written in.
  enum Language {
    TEXT,
    JAVA;

    /// The name of a program or of anything else that is a member in Java.
    String member(String name) {
      return this == TEXT
          ? name
          : Pattern.compile("_(.)")
              .matcher(name)
              .replaceAll(match -> match.group(1).toUpperCase(java.util.Locale.ROOT));
    }
  }

  /// All, in both languages.
  static List<Sample> all() throws IOException {
    List<Sample> all = new ArrayList<>();
    for (String name : Samples.names()) {
      for (Language language : Language.values()) {
        all.add(new Sample(name, language));
      }
    }
    return all;
  }

  /// The name of a program.
  String program(String inText) {
    return language.member(inText);
  }

  /// Compiles it; it must have no problem at all, with the compiler checking every step.
  BpfObject compile(KernelVersion target) throws IOException {
    return language == Language.TEXT
        ? Samples.compile(Samples.source(name), target)
        : compileJava(target);
  }

  private BpfObject compileJava(KernelVersion target) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    List<BpfObject> objects =
        JavaCompiler.compile(
            classes(),
            ClassSources.folders(List.of(JAVA)),
            CompileOptions.defaults().withTarget(target).checked(),
            diagnostics);
    assertEquals("", TextRenderer.render(diagnostics.problems(), false));
    return objects.getFirst();
  }

  /// The class and those within it.
  private List<byte[]> classes() throws IOException {
    String member = language.member(name);
    String type = Character.toUpperCase(member.charAt(0)) + member.substring(1);
    Path folder = MODULE.resolve("target/classes/dev/weir/samples");
    List<byte[]> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches(type + "(\\$.*)?\\.class")) {
          classes.add(Files.readAllBytes(file));
        }
      }
    }
    return classes;
  }

  /// Compiles it for the oldest kernel and loads it into the running one.
  LoadedObject load() throws IOException {
    return Loader.load(compile(KernelVersion.V6_1), options());
  }

  /// What its messages need when it is loaded.
  LoadOptions options() throws IOException {
    LoadOptions options = LoadOptions.defaults();
    return language == Language.TEXT ? options.source(Samples.source(name)) : options;
  }

  @Override
  public String toString() {
    return name + " in " + language;
  }
}
