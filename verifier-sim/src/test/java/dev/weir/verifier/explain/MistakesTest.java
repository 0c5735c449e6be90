// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Classic mistakes in C, compiled by clang 19 with `-O2 -g`, and how they are told. `-Dbless`
/// rewrites the expectations.
class MistakesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weir/verifier/explain");

  @ParameterizedTest
  @CsvSource({
    "call_locked, V6_18",
    "callback_bounds, V6_18",
    "copy_size, V6_18",
    "element_count, V6_18",
    "global_null, V6_18",
    "lock_held, V6_18",
    "no_dynptr, V6_18",
    "record_leak, V6_18",
    "stack_index, V6_18",
    "stale_metadata, V6_18",
    "tcp_options, V6_18",
    "unbounded_loop, V6_18",
    "missing_bounds, V6_18",
    "off_by_one, V6_18",
    "null_check, V6_18",
    "endless_loop, V6_18",
    "padding, V6_1",
    "socket_leak, V6_18",
    "wrong_helper, V6_18",
    "stale_packet, V6_18",
    "wrong_result, V6_18",
    "variable_index, V6_18",
    "large_stack, V6_18",
    "read_only_field, V6_18"
  })
  void isTold(String name, String kernel) throws IOException {
    BpfObject object = ObjectReader.read(name + ".o", read(name + ".o"));
    SourceFile source =
        new SourceFile("./" + name + ".c", new String(read(name + ".c"), StandardCharsets.UTF_8));
    KernelModel model = KernelModel.of(version(kernel));
    String told =
        Verifier.verify(object, model).stream()
            .map(verdict -> told(verdict, source))
            .collect(Collectors.joining("\n"));
    Path expectation = FOLDER.resolve(name + ".txt");
    String bless = System.getProperty("bless", "");
    if (!bless.isEmpty() && !bless.equals("${bless}")) {
      Files.writeString(expectation, told);
    }
    assertEquals(new String(read(name + ".txt"), StandardCharsets.UTF_8), told);
  }

  private static KernelVersion version(String name) {
    return name.equals("V6_1") ? KernelVersion.V6_1 : KernelVersion.V6_18;
  }

  private static String told(Verdict verdict, SourceFile source) {
    return Reporter.of(verdict)
        .map(report ->
            TextRenderer.render(List.of(report.problem(List.of(source))), false)
                + "\n"
                + report.text())
        .orElse(verdict.outcome() + " " + verdict.reason());
  }

  private static byte[] read(String name) throws IOException {
    Path file = FOLDER.resolve(name);
    if (Files.exists(file)) {
      return Files.readAllBytes(file);
    }
    try (InputStream in = MistakesTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
