// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

/// A file is a well-formed ELF file but no object that can be loaded, or an object has no form as a
/// file. The message says what is wrong, and after a semicolon what to do about it, in one line fit
/// for users.
public final class ObjectFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception.
  ///
  /// @param reason what is wrong, in lower case
  public ObjectFormatException(String reason) {
    super(reason);
  }

  /// An exception with a next step.
  ///
  /// @param reason what is wrong, in lower case
  /// @param nextStep what to do about it
  public ObjectFormatException(String reason, String nextStep) {
    super(reason + "; " + nextStep);
  }
}
