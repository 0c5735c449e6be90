// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.fuzz;

import dev.weir.cli.io.Console;
import dev.weir.testkit.fuzz.Agreement;
import dev.weir.testkit.fuzz.Tally;
import java.time.Duration;
import java.util.Locale;

/// A line that grows while a campaign runs; on a terminal it is rewritten in place, elsewhere a
/// line is printed now and then.
public final class ProgressBar {
  private static final int CELLS = 24;
  private static final Duration LIVE = Duration.ofMillis(120);
  private static final Duration LINES = Duration.ofSeconds(10);

  private final Console console;
  private final int programs;
  private final long limitNanos;
  private final long start = System.nanoTime();
  private long shown;

  /// A bar.
  ///
  /// @param programs how many programs are to be judged; [Integer#MAX_VALUE] when time ends it
  /// @param limit how long at most
  public ProgressBar(Console console, int programs, Duration limit) {
    this.console = console;
    this.programs = programs;
    this.limitNanos = Math.max(1, limit.toNanos());
    this.shown = start;
  }

  /// Shows how far it is, when enough time has passed since the last time.
  public void show(Tally tally) {
    long now = System.nanoTime();
    Duration pause = console.live() ? LIVE : LINES;
    if (now - shown < pause.toNanos()) {
      return;
    }
    shown = now;
    String line = line(tally, now - start);
    if (console.live()) {
      console.write("\r" + line + "\033[K");
    } else {
      console.say(line);
    }
  }

  /// Ends the line.
  public void end() {
    if (console.live()) {
      console.write("\r\033[K");
    }
  }

  private String line(Tally tally, long nanos) {
    double done =
        Math.max((double) tally.total() / programs, Math.min(1.0, (double) nanos / limitNanos));
    int filled = (int) Math.round(done * CELLS);
    String bar =
        console.unicode()
            ? "█".repeat(filled) + "░".repeat(CELLS - filled)
            : "#".repeat(filled) + ".".repeat(CELLS - filled);
    return String.format(
        Locale.ROOT,
        "%s %3.0f%%  %,d programs, %,.0f/s, %d differ (%d false accepts)",
        console.paint(Console.Style.BLUE, bar),
        done * 100,
        tally.total(),
        tally.total() / (nanos / 1e9),
        tally.differences(),
        tally.count(Agreement.FALSE_ACCEPT));
  }
}
