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
import org.junit.jupiter.params.provider.ValueSource;

/// Classic mistakes in C, compiled by clang 19 with `-O2 -g`, and how they are told. `-Dbless`
/// rewrites the expectations.
class MistakesTest {
  private static final Path FOLDER = Path.of("src/test/resources/dev/weir/verifier/explain");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call_locked",
        "assembler",
        "callback_bounds",
        "copy_size",
        "element_count",
        "global_null",
        "lock_held",
        "no_dynptr",
        "record_leak",
        "stack_index",
        "stale_metadata",
        "tcp_options",
        "unbounded_loop",
        "missing_bounds",
        "off_by_one",
        "null_check",
        "endless_loop",
        "socket_leak",
        "wrong_helper",
        "stale_packet",
        "wrong_result",
        "variable_index",
        "large_stack",
        "read_only_field"
      })
  void isTold(String name) throws IOException {
    BpfObject object = ObjectReader.read(name + ".o", read(name + ".o"));
    SourceFile source =
        new SourceFile("./" + name + ".c", new String(read(name + ".c"), StandardCharsets.UTF_8));
    KernelModel model = KernelModel.of(KernelVersion.V6_18);
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
