// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `weir` command itself: no work of its own, only its subcommands, `--help` and `--version`.
@Command(
    name = "weir",
    description = "Compiles network datapath programs to eBPF and loads them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class Main {

  private Main() {}

  /// Runs the command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /// The whole command line, ready to execute.
  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }
}
