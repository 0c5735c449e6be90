// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.log;

import dev.weir.bytecode.object.LineInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A verifier log of any kernel from 6.1 to 7.3, taken apart.
///
/// @param message what the verifier found wrong; empty when the log does not say
/// @param slot the instruction to blame; -1 when the log names none
/// @param instruction its text as the log has it
/// @param line the source line the log shows for it
/// @param way the instructions of the failing path, oldest first; empty where the log lost its
///   start
/// @param parts the parts of the block that 7.3 appends, by their headings in lower case
public record KernelLog(
    String message,
    int slot,
    String instruction,
    Optional<LineInfo> line,
    List<Integer> way,
    Map<String, String> parts) {
  private static final Pattern INSN =
      Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) (.*?)(?:\\s+;.*)?");
  private static final Pattern BACK = Pattern.compile("from (\\d+) to (\\d+)(?:: .*)?");
  private static final Pattern SOURCE = Pattern.compile("; (.*?)(?: @ (.+):(\\d+))?");
  private static final Pattern NOISE =
      Pattern.compile(
          "(func#\\d+ @\\d+|mark_precise: .*|verification time .*|stack depth .*|processed \\d+ insns .*"
              + "|Validating .*|Func#\\d+ .*|caller:|callee:|returning from callee:|to caller at .*"
              + "|\\d+:( safe| R\\d.*| frame\\d.*|\\s*)| ?(?:frame\\d+: )?R\\d+(_w|_r|_rw)?=.*"
              + "|from \\d+ to \\d+: safe|insn_idx.*|cur state: .*|old state: .*|\\(\\d+\\) .*live.*|last_idx.*|regs=.*|parent .*|propagating .*)");
  private static final Pattern NAMED = Pattern.compile("(?:insn|at|from)[ #]+(\\d+)");
  private static final Pattern HEADING =
      Pattern.compile("(Verification failed|Reason|At|Causal path|Suggestion):\\s*(.*)");

  /// Copies the collections.
  public KernelLog {
    way = List.copyOf(way);
    parts = Map.copyOf(parts);
  }

  /// Takes a log apart; never fails.
  public static KernelLog parse(String log) {
    return new Parser().parse(log);
  }

  private static final class Parser {
    private final List<Integer> way = new ArrayList<>();
    private final List<String> message = new ArrayList<>();
    private final Map<String, StringBuilder> parts = new LinkedHashMap<>();
    private String part = "";
    private String instruction = "";
    private Optional<LineInfo> line = Optional.empty();
    private int slot = -1;

    KernelLog parse(String log) {
      log.lines().map(String::stripTrailing).forEach(this::line);
      Map<String, String> texts = new LinkedHashMap<>();
      parts.forEach((name, text) -> texts.put(name, text.toString().strip()));
      String text = String.join("\n", message);
      if (text.isEmpty()) {
        text = texts.getOrDefault("reason", texts.getOrDefault("verification failed", ""));
      }
      Matcher named = NAMED.matcher(text);
      if (slot < 0 && named.find()) {
        slot = Integer.parseInt(named.group(1));
      }
      boolean whole = !way.isEmpty() && way.getFirst() == 0;
      return new KernelLog(text, slot, instruction, line, whole ? way : List.of(), texts);
    }

    private void line(String text) {
      Matcher heading = HEADING.matcher(text);
      if (heading.matches() && (!part.isEmpty() || text.startsWith("Verification failed"))) {
        part = heading.group(1).toLowerCase(Locale.ROOT);
        parts.computeIfAbsent(part, _ -> new StringBuilder()).append(heading.group(2));
      } else if (part.isEmpty()) {
        trace(text);
      } else if (!NOISE.matcher(text).matches()) {
        parts.computeIfAbsent(part, _ -> new StringBuilder()).append(' ').append(text.strip());
      }
    }

    private void trace(String text) {
      Matcher insn = INSN.matcher(text);
      Matcher back = BACK.matcher(text);
      Matcher source = SOURCE.matcher(text);
      if (insn.matches()) {
        slot = Integer.parseInt(insn.group(1));
        instruction = insn.group(2).strip();
        way.add(slot);
        message.clear();
      } else if (back.matches()) {
        int from = way.lastIndexOf(Integer.parseInt(back.group(1)));
        way.subList(from + 1, way.size()).clear();
        message.clear();
      } else if (source.matches()) {
        line = Optional.of(source(source));
        message.clear();
      } else if (!text.isBlank() && !NOISE.matcher(text).matches()) {
        message.add(text);
      }
    }

    private static LineInfo source(Matcher shown) {
      return shown.group(2) == null
          ? new LineInfo(0, "", shown.group(1), 0, 0)
          : new LineInfo(0, shown.group(2), shown.group(1), Integer.parseInt(shown.group(3)), 0);
    }
  }
}
