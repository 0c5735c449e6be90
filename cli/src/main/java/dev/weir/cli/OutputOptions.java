// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Terminal;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Options of every command that say how results are printed.
final class OutputOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "How to print results: text or json.")
  private Format format = Format.TEXT;

  @Option(
      names = "--no-color",
      description = "Never use colours (also: NO_COLOR=1; without a terminal there are none).")
  private boolean noColor;

  /// How to print results.
  enum Format {
    /// For people.
    TEXT,
    /// For programs.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The console that the options describe.
  Console console() {
    return console(spec.commandLine(), format == Format.JSON, !noColor);
  }

  /// The console of a command, as far as its options are known.
  static Console console(CommandLine command) {
    return command.getMixins().get("output") instanceof OutputOptions options
        ? options.console()
        : console(command, false, true);
  }

  private static Console console(CommandLine command, boolean json, boolean color) {
    Terminal terminal =
        command.getCommandSpec().root().userObject() instanceof Main main
            ? main.terminal()
            : Terminal.NONE;
    return new Console(command.getOut(), command.getErr(), terminal, json, color);
  }
}
