// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

/// Up to six linked registers and spilled values in one number: ten bits each (three for the frame,
/// one for spilled, six for the register or slot), and their number in the lowest four.
///
/// @kernel v6.12 kernel/bpf/verifier.c linked_regs_pack
final class Links {
  private static final int MAX = 6;
  private static final int BITS = 10;

  private Links() {}

  /// These with one more; the same when there are six.
  static long plus(long links, int frame, boolean spilled, int number) {
    int count = count(links);
    if (count == MAX) {
      return links;
    }
    long link = (long) frame << 7 | (spilled ? 1 << 6 : 0) | number;
    return (links | link << (4 + count * BITS)) + 1;
  }

  static int count(long links) {
    return (int) links & 15;
  }

  static int frame(long links, int index) {
    return at(links, index) >>> 7;
  }

  static boolean spilled(long links, int index) {
    return (at(links, index) >>> 6 & 1) != 0;
  }

  static int number(long links, int index) {
    return at(links, index) & 63;
  }

  private static int at(long links, int index) {
    return (int) (links >>> (4 + index * BITS)) & 0x3ff;
  }
}
