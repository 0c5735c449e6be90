// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.kernel.IsaFeature;
import dev.weir.bytecode.kernel.KernelVersion;

/// Which opcodes a kernel has at all.
///
/// @kernel v6.12 kernel/bpf/core.c BPF_INSN_MAP
final class Opcodes {
  private static final int ALU_MAX = 0xc0;
  private static final int NEG = 0x80;
  private static final int END = 0xd0;
  private static final int JUMP_MAX = 0xd0;
  private static final int CALL = 0x80;
  private static final int EXIT = 0x90;

  private Opcodes() {}

  /// Whether the kernel has an opcode.
  static boolean known(int opcode, KernelVersion kernel) {
    int operation = opcode & 0xf0;
    boolean register = (opcode & 8) != 0;
    return switch (opcode & 7) {
      case 0 -> opcode == 0x18 || packetLoad(opcode);
      case 1 ->
          (opcode & 0xe0) == 0x60
              || ((opcode & 0xe0) == 0x80
                  && (opcode & 0x18) != 0x18
                  && IsaFeature.SIGN_EXTENDING_LOADS.in(kernel));
      case 2 -> (opcode & 0xe0) == 0x60;
      case 3 -> (opcode & 0xe0) == 0x60 || atomic(opcode, kernel);
      case 4 -> alu(operation, register, true);
      case 7 ->
          operation == END
              ? !register && IsaFeature.BSWAP.in(kernel)
              : alu(operation, register, false);
      case 5 -> jump(operation, register, kernel);
      default -> jump32(operation, register, kernel);
    };
  }

  private static boolean packetLoad(int opcode) {
    int mode = opcode & 0xe0;
    return (mode == 0x20 || mode == 0x40) && (opcode & 0x18) != 0x18;
  }

  private static boolean atomic(int opcode, KernelVersion kernel) {
    if ((opcode & 0xe0) != 0xc0) {
      return false;
    }
    int size = opcode & 0x18;
    return size == 0 || size == 0x18 || IsaFeature.LOAD_ACQUIRE_STORE_RELEASE.in(kernel);
  }

  private static boolean alu(int operation, boolean register, boolean swaps) {
    if (operation == NEG) {
      return !register;
    }
    return operation <= ALU_MAX || (operation == END && swaps);
  }

  private static boolean jump(int operation, boolean register, KernelVersion kernel) {
    return switch (operation) {
      case 0 -> !register || IsaFeature.INDIRECT_JUMP.in(kernel);
      case CALL, EXIT -> !register;
      case 0xe0 -> !register && IsaFeature.MAY_GOTO.in(kernel);
      default -> operation <= JUMP_MAX;
    };
  }

  private static boolean jump32(int operation, boolean register, KernelVersion kernel) {
    return switch (operation) {
      case 0 -> !register && IsaFeature.GOTOL.in(kernel);
      case CALL, EXIT -> false;
      default -> operation <= JUMP_MAX;
    };
  }
}
