// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A mistake of the compiler, never of the program it compiles.
///
/// It says where the compiler was: the stage, the pass of the optimizer, and the function; and it
/// carries the text of what was being worked on, so that the case can be repeated.
public final class CompilerBug extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String stage;
  private final @Nullable String pass;
  private final @Nullable String function;
  private final @Nullable String dump;

  /// Creates a report of a bug.
  ///
  /// @param stage the stage at work, such as `optimize`
  /// @param pass the pass at work, or null outside the optimizer
  /// @param function the function worked on, or null when it was none or all
  /// @param dump the input of the failing step as text, or null
  /// @param message what went wrong
  /// @param cause what was thrown, or null
  public CompilerBug(
      String stage,
      @Nullable String pass,
      @Nullable String function,
      @Nullable String dump,
      String message,
      @Nullable Throwable cause) {
    super(where(stage, pass, function) + ": " + message, cause);
    this.stage = stage;
    this.pass = pass;
    this.function = function;
    this.dump = dump;
  }

  /// A bug found in a stage that works on no single function.
  public CompilerBug(String stage, String message) {
    this(stage, null, null, null, message, null);
  }

  /// An unexpected exception of a stage, told as a bug. A bug already told is passed on as it is.
  ///
  /// @param function the function worked on, or null
  public static CompilerBug of(String stage, @Nullable String function, RuntimeException cause) {
    if (cause instanceof CompilerBug bug) {
      return bug;
    }
    return new CompilerBug(stage, null, function, null, describe(cause), cause);
  }

  /// What an exception says, or its kind when it says nothing.
  public static String describe(Throwable cause) {
    String message = cause.getMessage();
    return message != null ? message : cause.getClass().getSimpleName();
  }

  /// The stage at work.
  public String stage() {
    return stage;
  }

  /// The pass at work, empty outside the optimizer.
  public Optional<String> pass() {
    return Optional.ofNullable(pass);
  }

  /// The function worked on.
  public Optional<String> function() {
    return Optional.ofNullable(function);
  }

  /// The input of the failing step as text.
  public Optional<String> dump() {
    return Optional.ofNullable(dump);
  }

  private static String where(String stage, @Nullable String pass, @Nullable String function) {
    return "compiler bug in "
        + stage
        + (pass == null ? "" : ", pass " + pass)
        + (function == null ? "" : ", function " + function);
  }
}
