// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;

/// What a command did, as its user sees it.
///
/// @param code the exit code
/// @param out standard output
/// @param err standard error
record Invocation(int code, String out, String err) {
  /// Runs a command in this process.
  static Invocation of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Invocation(code, out.toString(), err.toString());
  }

  /// Checks that the command ended well.
  Invocation succeeds() {
    assertEquals(0, code, this::toString);
    return this;
  }

  /// Checks that the command printed exactly one error, of this code and with these words, and no
  /// stack trace.
  Invocation failsWith(int exitCode, String problem, String... words) {
    assertEquals(exitCode, code, this::toString);
    assertEquals(2, err.split("error\\[", -1).length, this::toString);
    assertTrue(err.startsWith("error[" + problem + "]: "), this::toString);
    for (String word : words) {
      assertTrue(err.contains(word), () -> "`" + word + "` not in " + this);
    }
    return this.withoutTrace();
  }

  /// Checks that no stack trace was printed.
  Invocation withoutTrace() {
    assertFalse((out + err).contains("\tat "), this::toString);
    return this;
  }
}
