// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What matters in the text that the verifier prints.
final class KernelMessage {
  private static final Pattern PROCESSED = Pattern.compile("processed (\\d+) insns");
  private static final Pattern NOISE =
      Pattern.compile(
          "^(processed \\d+|verification time|stack depth|func#|mark_precise|; |\\d+: \\(|from \\d+"
              + "|old state:|cur state:|new state:|caller:|callee:|returning from|max_states|insns_processed|Verification failed|Live regs|\\s*\\d+: ).*");

  private KernelMessage() {}

  /// The last line that tells why a program is refused; empty when there is none.
  static String of(String log) {
    List<String> lines = log.lines().filter(l -> !l.isBlank()).toList();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (!NOISE.matcher(lines.get(i)).matches()) {
        return lines.get(i).strip();
      }
    }
    return "";
  }

  /// Instructions the verifier went through, 0 when the log does not tell.
  static long processed(String log) {
    Matcher matcher = PROCESSED.matcher(log);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /// The message with numbers, registers and names replaced, so that equal reasons are equal.
  static String shape(String message) {
    return message
        .replaceAll("0x[0-9a-fA-F]+", "N")
        .replaceAll("\\bR\\d+\\b", "Rx")
        .replaceAll("-?\\b\\d+\\b", "N")
        .replaceAll("\\bfp(-N|N)?", "fp")
        .replaceAll("\\((N|-N|N; N|; )+\\)", "(..)")
        .replaceAll("(bpf_)?[a-z_0-9]+#N", "helper#N")
        .strip();
  }
}
