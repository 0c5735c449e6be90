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
import org.jspecify.annotations.Nullable;
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
          String arguments = line.group(2).replaceFirst("#.*", "");
          CommandLine command = command(line.group(1), arguments);
          OPTION
              .matcher(arguments)
              .results()
              .filter(
                  o -> command == null || command.getCommandSpec().findOption(o.group()) == null)
              .forEach(o -> wrong.add(line.group(1) + " " + o.group()));
        });
    assertEquals(Set.of(), wrong);
  }

  /// The command of that name, or the one of its subcommands that the first argument names.
  private static @Nullable CommandLine command(String name, String arguments) {
    CommandLine command = Main.commandLine().getSubcommands().get(name);
    if (command == null) {
      return null;
    }
    String first = arguments.strip().split(" ", 2)[0];
    return command.getSubcommands().getOrDefault(first, command);
  }

  @Test
  void everyCommandIsThere() throws IOException {
    String page = page();
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertTrue(page.contains("weir " + command), command);
    }
  }
}
