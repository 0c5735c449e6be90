// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Label;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Reports a frame that is larger than the verifier allows, with what lies in it.
final class StackLimit {
  private static final String CODE = "W3201";
  private static final int LARGEST = 8;

  private StackLimit() {}

  /// Reports a problem when the function's frame is too large.
  static void check(MachFunction<?> function, Diagnostics diagnostics) {
    int size = function.stack().sizeBytes();
    if (size <= StackLayout.LIMIT_BYTES) {
      return;
    }
    String message =
        "`%s` needs %d bytes of stack; the kernel allows %d"
            .formatted(function.name(), size, StackLayout.LIMIT_BYTES);
    Optional<Label> place =
        Optional.ofNullable(function.span()).map(span -> new Label(span, "has this stack frame"));
    diagnostics.report(
        new Problem(Severity.ERROR, CODE, message, place, List.of(), ledger(function.stack())));
  }

  private static List<String> ledger(StackLayout stack) {
    List<StackLayout.Entry> entries = new ArrayList<>(stack.entries());
    entries.sort(
        Comparator.comparingInt(StackLayout.Entry::sizeBytes)
            .reversed()
            .thenComparing(StackLayout.Entry::offset));
    List<StackLayout.Entry> variables = entries.stream().filter(entry -> !entry.spill()).toList();
    List<String> lines = new ArrayList<>();
    for (StackLayout.Entry entry : variables.stream().limit(LARGEST).toList()) {
      lines.add(
          "`%s` takes %d bytes".formatted(String.join("`, `", entry.names()), entry.sizeBytes()));
    }
    if (variables.size() > LARGEST) {
      int rest = variables.stream().skip(LARGEST).mapToInt(StackLayout.Entry::sizeBytes).sum();
      lines.add("%d more variables take %d bytes".formatted(variables.size() - LARGEST, rest));
    }
    List<StackLayout.Entry> spills = entries.stream().filter(StackLayout.Entry::spill).toList();
    if (!spills.isEmpty()) {
      List<String> names =
          spills.stream().flatMap(e -> e.names().stream()).distinct().limit(LARGEST).toList();
      lines.add(
          "values that do not fit in registers take %d bytes: %s"
              .formatted(8 * spills.size(), String.join(", ", names)));
    }
    lines.add("keep large data in a per-CPU array map with one entry instead of on the stack");
    return lines;
  }
}
