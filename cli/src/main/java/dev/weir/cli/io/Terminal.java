// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What standard output and standard error are connected to.
///
/// @param out whether standard output is a terminal
/// @param err whether standard error is a terminal
/// @param color whether terminals are to be coloured
/// @param unicode whether the terminal shows more than ASCII
public record Terminal(boolean out, boolean err, boolean color, boolean unicode) {
  /// No terminal at all.
  public static final Terminal NONE = new Terminal(false, false, false, false);

  private static final int OUT = 1;
  private static final int ERR = 2;

  /// What this process was started with; `NO_COLOR` in the environment switches colours off.
  ///
  /// @see <a href="https://no-color.org">no-color.org</a>
  public static Terminal detect() {
    String noColor = System.getenv("NO_COLOR");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    Charset charset =
        Charset.forName(
            System.getProperty("native.encoding", "US-ASCII"), StandardCharsets.US_ASCII);
    return new Terminal(
        isTerminal(OUT),
        isTerminal(ERR),
        (noColor == null || noColor.isEmpty()) && !dumb,
        charset.equals(StandardCharsets.UTF_8));
  }

  /// The device behind a descriptor; both are looked at one by one, unlike with `System.console()`.
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    try {
      String device = Files.readSymbolicLink(link).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException _) {
      return System.console() != null && System.console().isTerminal();
    }
  }
}
