// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

/// Bytes are no 64-bit relocatable ELF object for eBPF. The message says what and where, in one
/// line fit for users.
public final class ElfFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// An exception.
  ///
  /// @param message what is wrong, in lower case
  public ElfFormatException(String message) {
    super(message);
  }
}
