// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

/// Bytes are no BTF. The message says where and what, in one line fit for users.
public final class BtfFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int offsetBytes;
  private final String message;

  /// An exception.
  ///
  /// @param section what was read, such as `.BTF`
  /// @param offsetBytes where, from the section's start
  /// @param reason what was found and what was expected, in lower case
  public BtfFormatException(String section, int offsetBytes, String reason) {
    this.offsetBytes = offsetBytes;
    this.message = section + " at byte " + offsetBytes + ": " + reason;
  }

  /// Section, place and reason.
  @Override
  public String getMessage() {
    return message;
  }

  /// Where the fault lies, in bytes from the section's start.
  public int offsetBytes() {
    return offsetBytes;
  }
}
