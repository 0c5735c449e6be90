// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.io;

import dev.weir.bytecode.diag.Problem;
import java.util.Arrays;
import java.util.Optional;

/// The catalogue of what can be wrong with a command line and the files and places it names: one
/// row per code `W0xxx`.
///
/// Codes are never reused.
public enum ToolProblem {
  /// A file cannot be read.
  UNREADABLE(
      "W0001",
      "a file cannot be read",
      """
      The file that the command was given does not exist, is a folder, or may not be read.\
      """,
      "weir compile no-such-file.weir"),
  /// A file cannot be written.
  UNWRITABLE(
      "W0002",
      "a file cannot be written",
      """
      The folder does not exist or may not be written, or the disk is full. Results are written
      beside their place and moved there when complete, so an older file is still what it was.\
      """,
      "weir compile hello.weir -o /proc/hello.o"),
  /// An input is neither an object nor text.
  NOT_TEXT(
      "W0003",
      "the input is neither an object nor text",
      """
      Inputs are told by their content: an ELF object starts with 7f 45 4c 46, everything else
      must be UTF-8 text.\
      """,
      "weir check photo.jpg"),
  /// An ELF file is no valid BPF object.
  BAD_OBJECT(
      "W0004",
      "the file is no valid BPF object",
      """
      The file is an ELF file, but it is cut short, damaged, or not for BPF.\
      """,
      "head -c 500 hello.o > cut.o; weir check cut.o"),
  /// A place to attach to is missing.
  NO_TARGET(
      "W0005",
      "the command does not say where to attach a program",
      """
      Socket programs attach to a control group (--cgroup PATH), packet programs to a network
      interface (--dev NAME). One option serves all programs of its kind; --program selects
      programs.\
      """,
      "weir run socket_lb.weir"),
  /// The tool itself failed.
  INTERNAL(
      "W0006",
      "weir has a bug",
      """
      The command failed for a reason that is no mistake of yours. Please report it with the
      command line, the source if you can share it, and the output with --debug.\
      """,
      ""),
  /// The command line is wrong.
  USAGE(
      "W0007",
      "the command line is wrong",
      """
      An option or a command does not exist, a value is missing or cannot be understood. Each
      command describes itself: weir COMMAND --help.\
      """,
      "weir compile hello.weir --taget 6.6"),
  /// An expectation of the demo was not met.
  DEMO(
      "W0008",
      "the demo did not see what it expects",
      """
      The demo checks what it shows. Something on this machine interferes (another program attached
      to the root control group, a firewall on the loopback interface), or Weir has a bug.\
      """,
      ""),
  /// A code that explain does not know.
  UNKNOWN_CODE(
      "W0009",
      "no problem has that code",
      """
      Codes are the letter W and four digits: W0xxx for the command, W1xxx for Java sources, W2xxx
      for Weir sources, W3xxx for compiling, W4xxx for the verifier, W5xxx for loading.\
      """,
      "weir explain W9999"),
  /// javac rejects a Java source, or is not there.
  JAVAC(
      "W0011",
      "javac rejects the source",
      """
      A Java source is compiled by the JDK's own compiler first; the messages are its own. Classes
      that the source uses are looked for beside it, or in the folder that its package starts at.\
      """,
      "weir compile Broken.java"),
  /// The verifier model has no verdict.
  NOT_JUDGED(
      "W0010",
      "the verifier model cannot judge the program",
      """
      The program uses something that the model of the kernel's verifier does not know, or needs
      types of a kernel that are not bundled. The message says what. `weir check` asks the running
      kernel itself; `--btf FILE` gives the model the types of a kernel.\
      """,
      "");

  private final String code;
  private final String title;
  private final String explanation;
  private final String example;

  ToolProblem(String code, String title, String explanation, String example) {
    this.code = code;
    this.title = title;
    this.explanation = explanation;
    this.example = example;
  }

  /// The problem of a code such as `W0004`.
  public static Optional<ToolProblem> ofCode(String code) {
    return Arrays.stream(values()).filter(problem -> problem.code.equals(code)).findFirst();
  }

  /// An error of this kind.
  public Problem error(String message) {
    return Problem.error(code, message);
  }

  /// The code, such as `W0004`.
  public String code() {
    return code;
  }

  /// What it is, in lower case.
  public String title() {
    return title;
  }

  /// Causes and cures, several lines.
  public String explanation() {
    return explanation;
  }

  /// A command that shows it; empty when there is none.
  public String example() {
    return example;
  }
}
