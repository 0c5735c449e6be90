// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// A construct with its form in each language, from docs/parity.md.
///
/// @param title what it is
/// @param text the form in the text language, without `module`
/// @param java the form in Java, members of a class
record Section(String title, String text, String java) {
  /// The page.
  static final Path PAGE = Path.of(System.getProperty("weir.root"), "docs/parity.md");

  private static final Pattern SECTION =
      Pattern.compile("(?ms)^## ([^\\n]+)\\n\\n```weir\\n(.*?)```\\n\\n```java\\n(.*?)```");

  /// All sections of the page.
  static List<Section> all() throws IOException {
    return SECTION
        .matcher(Files.readString(PAGE))
        .results()
        .map(found -> new Section(found.group(1), found.group(2), found.group(3)))
        .toList();
  }

  /// The object of the form in the text language.
  BpfObject compileText(KernelVersion target) {
    Diagnostics diagnostics = new Diagnostics();
    SourceFile source =
        new SourceFile("parity.weir", "module parity\n\nlicense \"GPL\"\n\n" + text);
    var object =
        Compiler.compile(
            source, CompileOptions.defaults().withTarget(target).checked(), diagnostics);
    if (!diagnostics.problems().isEmpty()) {
      throw new AssertionError(TextRenderer.render(diagnostics.problems(), false));
    }
    return object.orElseThrow();
  }

  /// The object of the form in Java.
  BpfObject compileJava(KernelVersion target) throws IOException {
    String whole =
        "import dev.weir.dsl.*;\n\n"
            + "@Bpf(license = \"GPL\", module = \"parity\")\n"
            + "public final class Parity {\n"
            + java
            + "}\n";
    return new JavaSource("Parity", whole).compile(target);
  }

  @Override
  public String toString() {
    return title;
  }
}
