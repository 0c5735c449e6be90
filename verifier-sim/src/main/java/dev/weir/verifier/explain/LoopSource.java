// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.bytecode.object.LineInfo;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.image.ProgramImage;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A loop as the source has it.
///
/// @param slot an instruction of the line that the loop starts with
/// @param rounds how often it was followed; 0 where nobody counted
/// @param instructions processed in it
/// @param text the source line that the loop starts with; empty where it is not known
record LoopSource(int slot, int rounds, int instructions, String text) {
  private static final Pattern KEYWORD = Pattern.compile("\\b(?:for|while|do|repeat)\\b");
  private static final Pattern WHILE = Pattern.compile("\\bwhile\\s*\\((.*)\\)\\s*[{;]?\\s*$");
  private static final Pattern FOR =
      Pattern.compile("\\bfor\\s*\\(([^;]*);([^;]*);(.*)\\)\\s*\\{?\\s*$");
  private static final Pattern COUNTER =
      Pattern.compile("(\\w+)\\s*(?:\\+\\+|\\+=)|\\+\\+\\s*(\\w+)");

  /// The loop that took the most instructions, or else the one that a place lies in; empty where
  /// there is none.
  static Optional<LoopSource> of(Verdict verdict, ProgramImage image, int slot) {
    return verdict.cost().loops().stream()
        .max(Comparator.comparingInt(Cost.OfLoop::instructions))
        .map(loop -> of(image, loop))
        .or(() -> image.lineAt(slot).map(line -> new LoopSource(slot, 0, 0, line.text())));
  }

  private static LoopSource of(ProgramImage image, Cost.OfLoop loop) {
    int head =
        IntStream.rangeClosed(loop.first(), loop.last())
            .filter(slot ->
                image.lineAt(slot).filter(line -> KEYWORD.matcher(line.text()).find()).isPresent())
            .boxed()
            .min(
                Comparator.comparingInt(
                    slot -> image.lineAt(slot).map(LineInfo::line).orElse(Integer.MAX_VALUE)))
            .orElse(loop.first());
    String text = image.lineAt(head).map(LineInfo::text).orElse("");
    return new LoopSource(head, loop.rounds(), loop.instructions(), text);
  }

  /// The loop with a bound, as C; empty where its text is not understood.
  Optional<String> bounded() {
    Matcher loop = WHILE.matcher(text);
    if (loop.find()) {
      String condition = loop.group(1).strip();
      boolean always = condition.equals("1") || condition.equals("true");
      return Optional.of(
          "for (int i = 0; i < 256" + (always ? "" : " && " + operand(condition)) + "; i++)");
    }
    loop = FOR.matcher(text);
    if (!loop.find()) {
      return Optional.empty();
    }
    Matcher counter = COUNTER.matcher(loop.group(3));
    if (!counter.find()) {
      return Optional.empty();
    }
    String name = counter.group(1) == null ? counter.group(2) : counter.group(1);
    String condition = loop.group(2).strip();
    return Optional.of(
        "for ("
            + loop.group(1).strip()
            + "; "
            + name
            + " < 256"
            + (condition.isEmpty() ? "" : " && " + condition)
            + "; "
            + loop.group(3).strip()
            + ")");
  }

  /// An expression as an operand of `&&`.
  private static String operand(String condition) {
    return condition.contains("||") || condition.contains("?") || condition.contains("=")
        ? "(" + condition + ")"
        : condition;
  }
}
