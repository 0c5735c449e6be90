// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// Two-operand arithmetic; moves, negation and byte swaps are instructions of their own.
///
/// @rfc 9669 section 4.1 (arithmetic instructions)
public enum AluOp {
  /// Addition.
  ADD(0x00, false, "+="),
  /// Subtraction.
  SUB(0x10, false, "-="),
  /// Multiplication.
  MUL(0x20, false, "*="),
  /// Unsigned division; by zero gives 0.
  DIV(0x30, false, "/="),
  /// Signed division, rounding to zero; by zero gives 0.
  SDIV(0x30, true, "s/="),
  /// Bitwise or.
  OR(0x40, false, "|="),
  /// Bitwise and.
  AND(0x50, false, "&="),
  /// Left shift, count masked to the width.
  LSH(0x60, false, "<<="),
  /// Logical right shift.
  RSH(0x70, false, ">>="),
  /// Unsigned remainder; by zero gives the dividend.
  MOD(0x90, false, "%="),
  /// Signed remainder, sign of the dividend.
  SMOD(0x90, true, "s%="),
  /// Bitwise exclusive or.
  XOR(0xa0, false, "^="),
  /// Arithmetic right shift.
  ARSH(0xc0, false, "s>>=");

  private final int code;
  private final boolean signed;
  private final String symbol;

  AluOp(int code, boolean signed, String symbol) {
    this.code = code;
    this.signed = signed;
    this.symbol = symbol;
  }

  /// The operation bits of the opcode.
  public int code() {
    return code;
  }

  /// Whether the instruction's offset is 1, which selects the signed form.
  public boolean signedForm() {
    return signed;
  }

  /// The operator as the kernel's and llvm-objdump's notation writes it, such as `s>>=`.
  public String symbol() {
    return symbol;
  }
}
