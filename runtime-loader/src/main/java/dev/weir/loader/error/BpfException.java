// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.error;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.Errno;
import dev.weir.bytecode.link.LinkException;
import java.io.Serial;
import java.util.Optional;

/// The kernel, or the loader before asking it, refused something.
public final class BpfException extends LoaderException {
  @Serial private static final long serialVersionUID = 1L;

  private final String command;
  private final int errno;
  private final String log;

  private BpfException(Problem problem, String command, int errno, String log) {
    super(problem);
    this.command = command;
    this.errno = errno;
    this.log = log;
  }

  /// A refusal by the kernel; cause and help come from the table of hints.
  ///
  /// @param command what the kernel was given, such as `BPF_MAP_CREATE`
  /// @param errno error number, positive
  /// @param asked what was wanted, to follow the word "cannot", with the user's own names
  public static BpfException refused(String command, int errno, String asked) {
    Hint hint = Hints.of(command, errno);
    return refused(command, errno, asked, hint);
  }

  /// A refusal by the kernel that it explained itself.
  ///
  /// @param explanation the kernel's own words; may be empty
  public static BpfException refused(String command, int errno, String asked, String explanation) {
    Hint hint = Hints.of(command, errno);
    return explanation.isEmpty()
        ? refused(command, errno, asked, hint)
        : refused(
            command, errno, asked, Hint.of(hint.problem(), "the kernel says: " + explanation));
  }

  /// A refusal by the kernel whose cause is known.
  public static BpfException refused(String command, int errno, String asked, Hint hint) {
    Problem problem = Problem.error(hint.problem().code(), "cannot " + asked + ": " + name(errno));
    for (String line : hint.help()) {
      problem = problem.help(line);
    }
    return new BpfException(problem, command, errno, "");
  }

  /// A problem that the loader found itself.
  public static BpfException of(LoaderProblem code, String message, String... help) {
    Problem problem = Problem.error(code.code(), message);
    for (String line : help) {
      problem = problem.help(line);
    }
    return new BpfException(problem, "", 0, "");
  }

  /// A fault of the object that linking found.
  public static BpfException of(LinkException fault) {
    LoaderProblem code =
        switch (fault.kind()) {
          case BAD_OBJECT -> LoaderProblem.BAD_OBJECT;
          case UNKNOWN_SECTION -> LoaderProblem.UNKNOWN_SECTION;
          case NO_KERNEL_SYMBOL -> LoaderProblem.NO_KERNEL_SYMBOL;
          case NO_KERNEL_TYPE -> LoaderProblem.NO_KERNEL_TYPE;
        };
    return of(code, fault.message(), fault.help().toArray(String[]::new));
  }

  /// A program that the verifier rejected.
  ///
  /// @param log the verifier's log, as the kernel wrote it
  public static BpfException rejected(Problem problem, int errno, String log) {
    return new BpfException(problem, "BPF_PROG_LOAD", errno, log);
  }

  /// What the kernel was given, such as `BPF_MAP_CREATE`; empty when it was not asked.
  public String command() {
    return command;
  }

  /// The kernel's error number, positive; 0 when it was not asked.
  public int errnoNumber() {
    return errno;
  }

  /// The kernel's error, empty when it was not asked or the number has no name.
  public Optional<Errno> errno() {
    return errno == 0 ? Optional.empty() : Errno.ofNumber(errno);
  }

  /// The verifier's log, empty when there is none.
  public String log() {
    return log;
  }

  private static String name(int errno) {
    return Errno.ofNumber(errno)
        .map(e -> e.name() + " (" + e.description() + ")")
        .orElse("error " + errno);
  }
}
