// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A verifier log, taken apart.
///
/// ```text
/// ; return ctx->family; @ lb.c:12          source, when it changes (with file and line from 6.10)
/// 3: (61) r0 = *(u32 *)(r1 +400)           instruction
/// invalid bpf_context access off=400 size=4    message
/// processed 4 insns (limit 1000000) ...
///
/// Verification failed: Context: ...        from 7.3, a block of five parts
/// Reason: ...
/// At: ...
/// Suggestion: ...
/// ```
///
/// @param raw the log as the kernel wrote it
/// @param message what the verifier found wrong, one or more lines; empty when the log says nothing
/// @param slot the instruction to blame, in slots from the program's start
/// @param source the source line that the log shows for it
/// @param block the block that newer kernels append
/// @param processed instructions followed, over all paths; 0 when the log does not say
public record VerifierLog(
    String raw,
    String message,
    OptionalInt slot,
    Optional<SourceLine> source,
    Optional<Block> block,
    int processed) {
  private static final Pattern INSN = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");

  /// A message on the line of a jump whose registers were not printed.
  private static final Pattern BEHIND_INSN =
      Pattern.compile(
          "\\d+: \\([0-9a-f]{2}\\) .*?((?:BPF program is too large|The sequence of \\d+ jumps)\\b.*)");

  private static final Pattern STATE =
      Pattern.compile("(from \\d+ to \\d+|\\d+):( safe| R\\d.*| frame\\d.*|\\s*)");
  private static final Pattern SOURCE = Pattern.compile("; (.*?)(?: @ (.+):(\\d+))?");
  private static final Pattern PROCESSED = Pattern.compile("processed (\\d+) insns .*");
  private static final Pattern NOISE =
      Pattern.compile(
          "(func#\\d+ @\\d+|mark_precise: .*|verification time .*|stack depth .*|"
              + "Validating .*|Func#\\d+ .*|caller:|callee:| ?R\\d+(_w)?=.*|(from|to) caller at .*)");
  private static final Pattern INSN_IN_MESSAGE =
      Pattern.compile(".*?(?:insn|insns|at|from)[ #]+(\\d+).*");
  private static final String BLOCK_START = "Verification failed:";

  /// Checks for null.
  public VerifierLog {
    Objects.requireNonNull(raw);
    Objects.requireNonNull(message);
  }

  /// A source line as the log shows it.
  ///
  /// @param text the line's text
  /// @param file its file; empty before Linux 6.10
  /// @param line its number; 0 before Linux 6.10
  public record SourceLine(String text, String file, int line) {}

  /// The block of newer kernels.
  ///
  /// @param title category and title
  /// @param reason why it is wrong
  /// @param suggestion what to do; empty when there is none
  public record Block(String title, String reason, String suggestion) {}

  /// Takes a log apart; never fails.
  public static VerifierLog parse(String log) {
    return new Parser().parse(log);
  }

  private static final class Parser {
    private final List<String> message = new ArrayList<>();
    private OptionalInt slot = OptionalInt.empty();
    private Optional<SourceLine> source = Optional.empty();
    private int processed;

    VerifierLog parse(String log) {
      int start = log.indexOf(BLOCK_START);
      String classic = start < 0 ? log : log.substring(0, start);
      classic.lines().map(String::stripTrailing).forEach(this::line);
      String text = String.join("\n", message);
      Optional<Block> block =
          start < 0 ? Optional.empty() : Optional.of(BlockParser.parse(log.substring(start)));
      if (slot.isEmpty()) {
        slot = slotIn(text);
      }
      return new VerifierLog(
          log,
          text.isEmpty() ? block.map(Block::title).orElse("") : text,
          slot,
          source,
          block,
          processed);
    }

    private void line(String line) {
      Matcher insn = INSN.matcher(line);
      Matcher done = PROCESSED.matcher(line);
      Matcher shown = SOURCE.matcher(line);
      if (insn.matches()) {
        slot = OptionalInt.of(Integer.parseInt(insn.group(1)));
        message.clear();
        Matcher behind = BEHIND_INSN.matcher(line);
        if (behind.matches()) {
          message.add(behind.group(1));
        }
      } else if (done.matches()) {
        processed = Integer.parseInt(done.group(1));
      } else if (shown.matches()) {
        source = Optional.of(sourceLine(shown));
        message.clear();
      } else if (!line.isBlank()
          && !STATE.matcher(line).matches()
          && !NOISE.matcher(line).matches()) {
        message.add(line);
      }
    }

    private static SourceLine sourceLine(Matcher shown) {
      return shown.group(2) == null
          ? new SourceLine(shown.group(1), "", 0)
          : new SourceLine(shown.group(1), shown.group(2), Integer.parseInt(shown.group(3)));
    }

    private static OptionalInt slotIn(String message) {
      Matcher matcher = INSN_IN_MESSAGE.matcher(message.lines().findFirst().orElse(""));
      return matcher.matches()
          ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
          : OptionalInt.empty();
    }
  }

  private static final class BlockParser {
    private static final List<String> PARTS =
        List.of("Reason:", "At:", "Causal path:", "Suggestion:");

    static Block parse(String text) {
      String title = text.lines().findFirst().orElse("").substring(BLOCK_START.length()).strip();
      return new Block(title, part(text, "Reason:"), part(text, "Suggestion:"));
    }

    private static String part(String text, String name) {
      List<String> words = new ArrayList<>();
      boolean inside = false;
      for (String line : text.lines().skip(1).toList()) {
        String stripped = line.strip();
        Optional<String> head = PARTS.stream().filter(stripped::startsWith).findFirst();
        if (head.isPresent()) {
          inside = head.get().equals(name);
          stripped = stripped.substring(head.get().length()).strip();
        } else if (stripped.startsWith("processed ")) {
          inside = false;
        }
        if (inside && !stripped.isEmpty()) {
          words.add(stripped);
        }
      }
      return String.join(" ", words);
    }
  }
}
