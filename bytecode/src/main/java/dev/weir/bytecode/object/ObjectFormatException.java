// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

/// An ELF file is no BPF object that can be used. The message says what and where, fit for users.
public final class ObjectFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception.
  ///
  /// @param message what is wrong, in lower case
  public ObjectFormatException(String message) {
    super(message);
  }
}
