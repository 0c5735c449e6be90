// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.packet;

/// The checksum of the internet protocols: the complement of the ones' complement sum of 16-bit
/// words in network order.
///
/// @rfc 1071 section 1
final class Checksum {
  private long sum;
  private boolean odd;

  /// Adds bytes, as if they followed those added before.
  Checksum add(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int value = bytes[i] & 0xff;
      sum += odd ? value : value << Byte.SIZE;
      odd = !odd;
    }
    return this;
  }

  /// Adds a 16-bit word.
  Checksum add(int word) {
    sum += word & 0xffff;
    return this;
  }

  /// The checksum; 0 over data that contains its right checksum.
  int value() {
    long folded = sum;
    while (folded >>> Short.SIZE != 0) {
      folded = (folded & 0xffff) + (folded >>> Short.SIZE);
    }
    return (int) ~folded & 0xffff;
  }
}
