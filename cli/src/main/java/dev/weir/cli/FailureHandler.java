// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.Problem;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ToolProblem;
import dev.weir.compiler.CompilerBug;
import dev.weir.loader.error.LoaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns everything that can end a command early into one clear message and an exit code.
final class FailureHandler
    implements IExecutionStrategy, IExecutionExceptionHandler, IParameterExceptionHandler {

  /// Runs the command; errors of the JVM, such as exhausted memory, become failures of the command.
  @Override
  public int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
      List<CommandLine> commands = parsed.asCommandLineList();
      return handleExecutionException(
          new IllegalStateException(CompilerBug.describe(e), e), commands.getLast(), parsed);
    }
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    Console console = OutputOptions.console(command);
    Failure told =
        switch (failure) {
          case Failure known -> known;
          case LoaderException refused -> Failure.of(refused);
          case CompilerBug bug -> Failure.unable(problem(bug));
          default -> Failure.unable(problem(failure));
        };
    console.problems(told.problems());
    if (command.getCommandSpec().root().userObject() instanceof Main main && main.debug()) {
      failure.printStackTrace(command.getErr());
    }
    return told.exitCode();
  }

  /// A command line that cannot be understood.
  @Override
  public int handleParseException(ParameterException mistake, String[] arguments) {
    CommandLine command = mistake.getCommandLine();
    Problem problem = ToolProblem.USAGE.error(describe(mistake));
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        problem = problem.help("did you mean " + quoted(near) + "?");
      }
    }
    problem = problem.help("see `" + command.getCommandSpec().qualifiedName() + " --help`");
    OutputOptions.console(command).problems(List.of(problem));
    return Failure.UNABLE;
  }

  private static String describe(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return "there is no option `" + first + "`";
      }
      boolean command = !mistake.getCommandLine().getSubcommands().isEmpty();
      return command
          ? "there is no command `" + first + "`"
          : "`" + first + "` is one argument too many";
    }
    return lowerCase(CompilerBug.describe(mistake).lines().findFirst().orElse("wrong usage"));
  }

  private static Problem problem(CompilerBug bug) {
    Problem problem = ToolProblem.INTERNAL.error("weir has a bug: " + bug.getMessage());
    Optional<Path> dump = bug.dump().flatMap(FailureHandler::keep);
    if (dump.isPresent()) {
      problem = problem.help("what it was working on is in " + dump.get());
    }
    return reported(problem);
  }

  private static Problem problem(Exception failure) {
    return reported(ToolProblem.INTERNAL.error("weir has a bug: " + kind(failure)));
  }

  private static Problem reported(Problem problem) {
    return problem.help("please report it with the command, the source, and the output of --debug");
  }

  private static String kind(Exception failure) {
    Throwable origin = failure.getCause() == null ? failure : failure.getCause();
    String name = origin.getClass().getSimpleName();
    String message = origin.getMessage();
    return message == null ? name : name + ": " + message;
  }

  private static Optional<Path> keep(String dump) {
    try {
      Path file = Files.createTempFile("weir-bug-", ".txt");
      Files.writeString(file, dump);
      return Optional.of(file);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String quoted(List<String> names) {
    return String.join(" or ", names.stream().limit(3).map(name -> "`" + name + "`").toList());
  }

  private static String lowerCase(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }
}
