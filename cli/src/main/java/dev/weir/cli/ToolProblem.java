// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

/// Codes of what can be wrong with the files and places that a command is given.
final class ToolProblem {
  /// A file cannot be read.
  static final String UNREADABLE = "W0001";

  /// A file cannot be written.
  static final String UNWRITABLE = "W0002";

  /// An input is neither an object nor text.
  static final String NOT_TEXT = "W0003";

  /// An ELF file is no valid BPF object.
  static final String BAD_OBJECT = "W0004";

  /// A place to attach to is missing or does not fit the program.
  static final String NO_TARGET = "W0005";

  /// The tool itself failed.
  static final String INTERNAL = "W0006";

  private ToolProblem() {}
}
