// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

  @Test
  void versionNamesTheBuild() {
    StringWriter out = new StringWriter();
    int code = commandLine(out).execute("--version");
    assertEquals(0, code);
    assertTrue(out.toString().matches("weir \\d+\\.\\d+\\.\\d+\\S*\\R"), out.toString());
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    StringWriter out = new StringWriter();
    assertEquals(CommandLine.ExitCode.USAGE, commandLine(out).execute("--no-such-option"));
  }

  private static CommandLine commandLine(StringWriter out) {
    PrintWriter writer = new PrintWriter(out);
    return Main.commandLine().setOut(writer).setErr(writer);
  }
}
