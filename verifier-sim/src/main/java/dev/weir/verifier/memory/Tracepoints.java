// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.verifier.image.ProgramImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Which arguments of tracepoints cannot be relied on.
///
/// @kernel v6.12 kernel/bpf/btf.c raw_tp_null_args
final class Tracepoints {
  private static final String PREFIX = "btf_trace_";
  private static final Map<String, String> ROWS = read();

  private Tracepoints() {}

  /// What an argument may be besides what its type says.
  enum Doubt {
    /// Nothing else.
    NONE,
    /// Null.
    NULL,
    /// An error number, so that it counts as a number.
    ERROR
  }

  /// What may be wrong with an argument of the tracepoint a program is for.
  static Doubt doubt(ProgramImage image, int index) {
    if (!image.attachType().equals(Optional.of(AttachType.TRACE_RAW_TP))) {
      return Doubt.NONE;
    }
    String function = image.kernelFunction().orElse("");
    String row = ROWS.getOrDefault(function.replaceFirst("^" + PREFIX, ""), "");
    for (String argument : row.split(" ", -1)) {
      if (argument.equals(index + "!")) {
        return Doubt.ERROR;
      }
      if (argument.equals(Integer.toString(index))) {
        return Doubt.NULL;
      }
    }
    return Doubt.NONE;
  }

  private static Map<String, String> read() {
    try (InputStream in = Tracepoints.class.getResourceAsStream("tracepoints.tsv")) {
      String text =
          new String(
              Objects.requireNonNull(in, "tracepoints.tsv").readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> rows = new HashMap<>();
      for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
        String[] columns = line.split("\t", -1);
        rows.put(columns[0], columns[1]);
      }
      return Map.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
