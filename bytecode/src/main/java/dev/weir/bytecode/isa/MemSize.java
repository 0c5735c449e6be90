// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Size of a memory access.
public enum MemSize {
  /// One byte.
  B(1, 0x10),
  /// Two bytes.
  H(2, 0x08),
  /// Four bytes.
  W(4, 0x00),
  /// Eight bytes.
  DW(8, 0x18);

  private final int bytes;
  private final int code;

  MemSize(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /// The size in bytes.
  public int bytes() {
    return bytes;
  }

  /// The size bits of the opcode.
  ///
  /// @rfc 9669 section 5 (load and store instructions)
  public int code() {
    return code;
  }

  /// The size of a number of bytes.
  ///
  /// @throws IllegalArgumentException when it is not 1, 2, 4 or 8
  public static MemSize ofBytes(int bytes) {
    return switch (bytes) {
      case 1 -> B;
      case 2 -> H;
      case 4 -> W;
      case 8 -> DW;
      default -> throw new IllegalArgumentException("no memory access of " + bytes + " bytes");
    };
  }
}
