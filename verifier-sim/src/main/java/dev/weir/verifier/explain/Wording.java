// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import dev.weir.verifier.Finding;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A finding in the words of the source: with its variables in place of registers.
final class Wording {
  private static final Pattern PROVEN =
      Pattern.compile("offset (-?\\d+)\\.\\.(\\d+).*only (\\d+) bytes? (?:is|are) proven");
  private static final Pattern OUTSIDE =
      Pattern.compile("offset (-?\\d+)\\.\\.(\\d+).*which has (\\d+) bytes?$");
  private static final Pattern FIELD = Pattern.compile("which is `(\\w+)` of");
  private static final Pattern RESULT = Pattern.compile("returns (.*); expected");
  private static final Pattern WHAT = Pattern.compile("^(read|write|atomic operation)");

  private final Finding finding;
  private final Suspect suspect;
  private final Optional<LoopSource> loop;

  Wording(Finding finding, Suspect suspect, Optional<LoopSource> loop) {
    this.finding = finding;
    this.suspect = suspect;
    this.loop = loop;
  }

  /// The finding's message with names.
  String reason() {
    if (suspect.stale()) {
      return suspect.named("the pointer")
          + " leads to "
          + suspect.value().what()
          + ", which may have moved the packet: it is no longer valid";
    }
    String message = finding.message();
    if (suspect.name().isEmpty()) {
      return message;
    }
    String name = "`" + suspect.name().get() + "`";
    String reg = "R" + suspect.reg();
    Matcher argument = Pattern.compile("\\b" + reg + " of (\\w+)").matcher(message);
    if (argument.find()) {
      return argument.replaceFirst(
          Matcher.quoteReplacement(
              name + ", argument " + suspect.reg() + " of " + argument.group(1) + ","));
    }
    return message
        .replaceFirst(" in " + reg + "\\b", Matcher.quoteReplacement(" through " + name))
        .replaceFirst("^" + reg + "\\b", Matcher.quoteReplacement(name));
  }

  /// What the blamed place contributes.
  String label() {
    String it = suspect.named("this pointer");
    return switch (finding.rule()) {
      case PACKET_BOUNDS -> bounds();
      case MAYBE_NULL, ARGUMENT_MAY_BE_NULL, POINTER_MAY_BE_NULL -> it + " may be null here";
      case NO_MEMORY -> suspect.stale() ? it + " is no longer valid here" : title();
      case REFERENCE_LEAK -> "the program ends here and still holds it";
      case SECTION_OPEN -> "the program ends here, inside of the section";
      case LOCK_HELD -> "called while the lock is held";
      case INFINITE_LOOP -> "comes back here with nothing changed, so it may never end";
      case TOO_COMPLEX, TOO_MANY_BRANCHES ->
          loop.filter(l -> l.rounds() > 0)
              .map(l -> "followed " + l.rounds() + " times, and no end in sight")
              .orElse("the limit is reached here");
      case MEMORY_BOUNDS -> outside();
      case CONTEXT_FIELD ->
          group(FIELD)
              .map(field ->
                  "this hook permits no such "
                      + group(WHAT).orElse("access")
                      + " of `"
                      + field
                      + "`")
              .orElse(title());
      case RESULT_RANGE ->
          group(RESULT).map(found -> "ends here with the result " + found).orElse(title());
      case UNINITIALISED_REGISTER -> "read here, but no value was put in it on this path";
      case ZERO_SIZE -> suspect.named("the size") + " may be 0 here";
      case NEGATIVE_SIZE -> suspect.named("the size") + " may be negative here";
      case UNBOUNDED_SIZE -> suspect.named("the size") + " has no upper bound here";
      default -> title();
    };
  }

  private String bounds() {
    Matcher proven = PROVEN.matcher(finding.message());
    return proven.find()
        ? verb()
            + " bytes "
            + proven.group(1)
            + ".."
            + proven.group(2)
            + ", but only "
            + proven.group(3)
            + (proven.group(3).equals("1") ? " byte is proven" : " bytes are proven")
        : title();
  }

  private String outside() {
    Matcher size = OUTSIDE.matcher(finding.message());
    return size.find()
        ? verb() + " bytes " + size.group(1) + ".." + size.group(2) + " of " + size.group(3)
        : title();
  }

  private String verb() {
    return group(WHAT).filter(what -> what.equals("write")).map(_ -> "writes").orElse("reads");
  }

  private String title() {
    return finding.rule().title();
  }

  private Optional<String> group(Pattern pattern) {
    Matcher matcher = pattern.matcher(finding.message());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
