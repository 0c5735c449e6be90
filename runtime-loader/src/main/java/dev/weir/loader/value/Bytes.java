// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.value;

import java.util.Arrays;
import java.util.HexFormat;

/// Bytes that do not change and compare by content, so that they can be part of a key.
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /// A copy of bytes.
  public static Bytes of(byte... content) {
    return new Bytes(content.clone());
  }

  /// A number of zero bytes.
  public static Bytes zero(int size) {
    return new Bytes(new byte[size]);
  }

  /// Bytes as hexadecimal text, such as `0a0000ff`.
  ///
  /// @throws IllegalArgumentException when the text is not hexadecimal
  public static Bytes parse(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  /// How many there are.
  public int size() {
    return content.length;
  }

  /// The byte at an index.
  ///
  /// @throws IndexOutOfBoundsException outside 0 to [#size()]
  public byte get(int index) {
    return content[index];
  }

  /// A copy of them.
  public byte[] toArray() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /// Hexadecimal.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(content);
  }
}
