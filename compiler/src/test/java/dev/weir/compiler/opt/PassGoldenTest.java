// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrCheck;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrParser;
import dev.weir.compiler.ir.text.IrPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What each pass does to small functions: `opt/PASS/*.ir`, each with input, a line `---`, and what
/// is expected. Input is a function, or a module whose last function is meant. `-Dbless` writes
/// what the pass does now as the expectation; look at the difference before committing it.
class PassGoldenTest {
  private static final String SEPARATOR = "---\n";
  private static final Path FOLDER =
      Path.of(System.getProperty("weir.root", ".."), "compiler/src/test/resources/opt");

  @TestFactory
  Stream<DynamicNode> passesDoWhatTheirGoldensSay() {
    return Passes.all().stream()
        .map(pass ->
            DynamicContainer.dynamicContainer(
                pass.name(),
                cases(pass).stream()
                    .map(file ->
                        DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> check(pass, file)))));
  }

  @Test
  void everyPassHasAGolden() {
    for (Pass pass : Passes.all()) {
      assertTrue(!cases(pass).isEmpty(), "no case in opt/" + pass.name());
    }
  }

  @Test
  void everyFolderIsOfAPass() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      List<String> names = folders.map(folder -> folder.getFileName().toString()).sorted().toList();
      assertEquals(Passes.all().stream().map(Pass::name).sorted().toList(), names);
    }
  }

  private static List<Path> cases(Pass pass) {
    Path folder = FOLDER.resolve(pass.name());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ir")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(Pass pass, Path file) throws IOException {
    String text = Files.readString(file);
    int separator = text.indexOf("\n" + SEPARATOR);
    String input = separator < 0 ? text : text.substring(0, separator + 1);
    IrModule module = module(input);
    IrFunction function = module.functions().getLast();
    assertEquals(List.of(), IrCheck.check(function), "input");
    IrFunction result = pass.body().apply(function, new PassContext(module.target(), module));
    assertEquals(List.of(), IrCheck.check(result), "result");
    String actual = IrPrinter.print(result);
    if (isBlessing()) {
      Files.writeString(file, input + SEPARATOR + actual);
    } else {
      String expected = separator < 0 ? "" : text.substring(separator + 1 + SEPARATOR.length());
      assertEquals(expected, actual, file + " (-Dbless rewrites the expectation)");
    }
  }

  private static IrModule module(String input) {
    String code = input.lines().filter(line -> !line.startsWith(";")).findFirst().orElse("");
    return code.startsWith("module")
        ? IrParser.parse(input)
        : new IrModule(
            "test",
            "GPL",
            KernelVersion.V6_6,
            List.of(),
            List.of(),
            new ArrayList<>(List.of(IrParser.parseFunction(input))));
  }

  private static boolean isBlessing() {
    String bless = System.getProperty("bless", "");
    boolean blessing = !bless.isEmpty() && !bless.equals("false") && !bless.startsWith("$");
    assertTrue(!blessing || System.getenv("CI") == null, "-Dbless is refused in CI");
    return blessing;
  }
}
