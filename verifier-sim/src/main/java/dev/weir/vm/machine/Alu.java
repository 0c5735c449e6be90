// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

/// Divisions as eBPF defines them: by zero gives 0, the remainder of a division by zero is the
/// dividend, and the least number divided by -1 stays what it is. 32-bit results are zero-extended.
///
/// @rfc 9669 section 4.1 (arithmetic instructions)
final class Alu {
  private Alu() {}

  static long divide(long left, long right) {
    return right == 0 ? 0 : Long.divideUnsigned(left, right);
  }

  static long divideSigned(long left, long right) {
    return right == 0 ? 0 : left / right;
  }

  static long remainder(long left, long right) {
    return right == 0 ? left : Long.remainderUnsigned(left, right);
  }

  static long remainderSigned(long left, long right) {
    return right == 0 ? left : left % right;
  }

  static long divide32(int left, int right) {
    return right == 0 ? 0 : Integer.divideUnsigned(left, right) & 0xffff_ffffL;
  }

  static long divideSigned32(int left, int right) {
    return right == 0 ? 0 : left / right & 0xffff_ffffL;
  }

  static long remainder32(int left, int right) {
    return (right == 0 ? left : Integer.remainderUnsigned(left, right)) & 0xffff_ffffL;
  }

  static long remainderSigned32(int left, int right) {
    return (right == 0 ? left : left % right) & 0xffff_ffffL;
  }
}
