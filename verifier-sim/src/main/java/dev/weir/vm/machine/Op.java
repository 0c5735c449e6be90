// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

/// The operations of decoded code. Immediates are registers here (see [Decoded]), so that each
/// operation has one form.
final class Op {
  static final int ADD64 = 0;
  static final int SUB64 = 1;
  static final int MUL64 = 2;
  static final int DIV64 = 3;
  static final int SDIV64 = 4;
  static final int OR64 = 5;
  static final int AND64 = 6;
  static final int LSH64 = 7;
  static final int RSH64 = 8;
  static final int MOD64 = 9;
  static final int SMOD64 = 10;
  static final int XOR64 = 11;
  static final int ARSH64 = 12;
  static final int MOV64 = 13;
  static final int NEG64 = 14;

  static final int ADD32 = 15;
  static final int SUB32 = 16;
  static final int MUL32 = 17;
  static final int DIV32 = 18;
  static final int SDIV32 = 19;
  static final int OR32 = 20;
  static final int AND32 = 21;
  static final int LSH32 = 22;
  static final int RSH32 = 23;
  static final int MOD32 = 24;
  static final int SMOD32 = 25;
  static final int XOR32 = 26;
  static final int ARSH32 = 27;
  static final int MOV32 = 28;
  static final int NEG32 = 29;

  /// Sign extensions; 8, 16, 32 into 64 bits and 8, 16 into 32.
  static final int SX8 = 30;

  static final int SX16 = 31;
  static final int SX32 = 32;
  static final int SX8_32 = 33;
  static final int SX16_32 = 34;

  /// Byte swaps with truncation, and truncation alone.
  static final int SWAP16 = 35;

  static final int SWAP32 = 36;
  static final int SWAP64 = 37;
  static final int CUT16 = 38;

  static final int JEQ = 40;
  static final int JGT = 41;
  static final int JGE = 42;
  static final int JSET = 43;
  static final int JNE = 44;
  static final int JSGT = 45;
  static final int JSGE = 46;
  static final int JLT = 47;
  static final int JLE = 48;
  static final int JSLT = 49;
  static final int JSLE = 50;
  static final int JEQ32 = 51;
  static final int JGT32 = 52;
  static final int JGE32 = 53;
  static final int JSET32 = 54;
  static final int JNE32 = 55;
  static final int JSGT32 = 56;
  static final int JSGE32 = 57;
  static final int JLT32 = 58;
  static final int JLE32 = 59;
  static final int JSLT32 = 60;
  static final int JSLE32 = 61;
  static final int JUMP = 62;
  static final int MAY_GOTO = 63;

  static final int LOAD1 = 64;
  static final int LOAD2 = 65;
  static final int LOAD4 = 66;
  static final int LOAD8 = 67;
  static final int LOAD1S = 68;
  static final int LOAD2S = 69;
  static final int LOAD4S = 70;
  static final int STORE1 = 71;
  static final int STORE2 = 72;
  static final int STORE4 = 73;
  static final int STORE8 = 74;
  static final int ATOMIC = 75;
  static final int LOAD_PACKET = 76;

  /// A 64-bit immediate: a move that takes two slots.
  static final int WIDE = 77;

  static final int CALL = 78;
  static final int CALL_LOCAL = 79;
  static final int TAIL_CALL = 80;
  static final int EXIT = 81;
  static final int BAD = 82;

  /// Tell the listener, then do the instruction that is really there.
  static final int OBSERVE = 83;

  private Op() {}
}
