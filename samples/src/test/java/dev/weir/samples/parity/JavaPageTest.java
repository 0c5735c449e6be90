// SPDX-License-Identifier: Apache-2.0
package dev.weir.samples.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every program of docs/java-dsl.md does what the page says: it compiles and loads, or it is
/// refused for the reason that stands above it.
final class JavaPageTest {
  private static final Pattern PROGRAM =
      Pattern.compile("(?ms)(?:^<!-- refused (W\\d+) -->\\n)?^```java\\n(.*?)^```");
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

  /// A program.
  ///
  /// @param refused the code that it is refused with, empty for none
  record Example(String refused, String text) {
    BpfObject compile(KernelVersion target) throws IOException {
      Matcher type = CLASS.matcher(text);
      return type.find()
          ? new JavaSource(type.group(1), text).compile(target)
          : new Section("", "", text).compileJava(target);
    }
  }

  static List<Example> programs() throws IOException {
    Path page = Path.of(System.getProperty("weir.root"), "docs/java-dsl.md");
    return PROGRAM
        .matcher(Files.readString(page))
        .results()
        .map(found -> new Example(found.group(1) == null ? "" : found.group(1), found.group(2)))
        .toList();
  }

  @Test
  void thePageHasPrograms() throws IOException {
    assertFalse(programs().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void compilesForEveryTargetOrIsRefused(Example program) throws IOException {
    for (KernelVersion target : KernelVersion.TARGETS) {
      if (program.refused().isEmpty()) {
        assertFalse(program.compile(target).programs().isEmpty());
      } else {
        AssertionError refusal = assertThrows(AssertionError.class, () -> program.compile(target));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("error[" + program.refused() + "]"), message);
      }
    }
  }

  @Tag("kernel")
  @ParameterizedTest
  @MethodSource("programs")
  void theKernelLoadsIt(Example program) throws IOException {
    Assumptions.assumeTrue(Syscalls.unavailable().isEmpty(), "needs bpf(2)");
    Assumptions.assumeTrue(Capabilities.current().networkPrograms(), "needs root");
    if (program.refused().isEmpty()) {
      BpfObject object = program.compile(KernelVersion.V6_1);
      try (LoadedObject loaded = Loader.load(object)) {
        assertEquals(object.programs().size(), loaded.programs().size());
      }
    }
  }
}
