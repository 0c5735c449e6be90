// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The page about commands names no option that does not exist, and every command.
class CommandsPageTest {
  private static final Pattern LINE = Pattern.compile("(?m)^(?:\\$ sudo )?weir (\\w+)(.*)$");
  private static final Pattern OPTION = Pattern.compile("(?<= )--?[a-z][a-z-]*");

  private static String page() throws IOException {
    return Files.readString(Path.of(System.getProperty("weir.root"), "docs", "commands.md"));
  }

  @Test
  void everyOptionInAnExampleExists() throws IOException {
    Set<String> wrong = new TreeSet<>();
    LINE.matcher(page())
        .results()
        .forEach(line -> {
          CommandLine command = Main.commandLine().getSubcommands().get(line.group(1));
          String arguments = line.group(2).replaceFirst("#.*", "");
          OPTION
              .matcher(arguments)
              .results()
              .filter(
                  o -> command == null || command.getCommandSpec().findOption(o.group()) == null)
              .forEach(o -> wrong.add(line.group(1) + " " + o.group()));
        });
    assertEquals(Set.of(), wrong);
  }

  @Test
  void everyCommandIsThere() throws IOException {
    String page = page();
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertTrue(page.contains("weir " + command), command);
    }
  }
}
