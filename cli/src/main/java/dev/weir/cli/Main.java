// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `weir` command itself: no work of its own, only its subcommands, `--help` and `--version`.
@Command(
    name = "weir",
    description = "Compiles network datapath programs to eBPF and loads them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InitCommand.class,
      CompileCommand.class,
      DisasmCommand.class,
      VerifyCommand.class,
      SkeletonCommand.class,
      CheckCommand.class,
      RunCommand.class,
      LinkCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      FuzzCommand.class,
      DemoCommand.class
    },
    footer = {
      "",
      "Exit codes: 0 done; 1 a program or an object was rejected; 2 the command could not do its work.",
      "Start with `weir demo`."
    })
final class Main implements Callable<Integer> {
  private final Terminal terminal;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "When weir itself fails, show where (also: WEIR_DEBUG=1).")
  private boolean debug;

  private Main(Terminal terminal) {
    this.terminal = terminal;
  }

  /// Runs the command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    CommandLine line =
        commandLine(Terminal.detect())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(line.execute(arguments));
  }

  /// The whole command line, ready to execute, printing for no terminal.
  static CommandLine commandLine() {
    return commandLine(Terminal.NONE);
  }

  private static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new Main(terminal));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.color() && terminal.out()
                ? CommandLine.Help.Ansi.ON
                : CommandLine.Help.Ansi.OFF));
    FailureHandler handler = new FailureHandler();
    line.setExecutionStrategy(handler);
    line.setExecutionExceptionHandler(handler);
    line.setParameterExceptionHandler(handler);
    return line;
  }

  /// Without a command: what commands there are.
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /// What the process prints to.
  Terminal terminal() {
    return terminal;
  }

  /// Whether failures of weir itself are shown in full.
  boolean debug() {
    String environment = System.getenv("WEIR_DEBUG");
    return debug || (environment != null && !environment.isEmpty());
  }
}
