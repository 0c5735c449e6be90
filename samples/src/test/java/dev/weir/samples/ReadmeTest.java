// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import dev.weir.samples.parity.JavaSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The README's program compiles, and its mistake gives the message that the README shows.
final class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  @Test
  void theProgramCompilesForEveryTarget() throws IOException {
    for (KernelVersion target : KernelVersion.TARGETS) {
      assertEquals("", compile(block("weir"), target));
    }
  }

  @Test
  void theProgramInJavaCompilesForEveryTarget() throws IOException {
    JavaSource source = new JavaSource("Hello", block("java"));
    for (KernelVersion target : KernelVersion.TARGETS) {
      assertFalse(source.compile(target).programs().isEmpty());
    }
  }

  @Test
  void theMistakeGivesTheMessageShown() throws IOException {
    String mistaken = block("weir").replace("= services[", "= servces[");
    assertEquals(block("text").strip(), compile(mistaken, KernelVersion.V6_1).strip());
  }

  private static String compile(String text, KernelVersion target) {
    Diagnostics diagnostics = new Diagnostics();
    boolean compiled =
        Compiler.compile(
                new SourceFile("hello.weir", text),
                CompileOptions.defaults().withTarget(target).checked(),
                diagnostics)
            .isPresent();
    assertTrue(compiled || diagnostics.hasErrors());
    return TextRenderer.render(diagnostics.problems(), false);
  }

  private static String block(String language) throws IOException {
    String readme = Files.readString(README);
    int start = readme.indexOf("```" + language + "\n") + language.length() + 4;
    return readme.substring(start, readme.indexOf("```", start));
  }
}
