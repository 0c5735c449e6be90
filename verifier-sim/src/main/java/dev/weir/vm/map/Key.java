// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.map;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A part of an array as a key. One that lies in a table is never moved; one for looking up is
/// pointed at the bytes in question.
final class Key {
  private byte[] bytes;
  private int start;
  private int length;

  Key(byte[] bytes) {
    this.bytes = bytes;
    length = bytes.length;
  }

  /// Points the key elsewhere.
  Key point(byte[] at, int from, int size) {
    bytes = at;
    start = from;
    length = size;
    return this;
  }

  /// A key of its own bytes.
  Key copy() {
    return new Key(toArray());
  }

  byte[] toArray() {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key that
        && Arrays.equals(
            bytes, start, start + length, that.bytes, that.start, that.start + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = start; i < start + length; i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash * 0x9E37_79B9;
  }
}
