// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An IPv6 address: 16 bytes, aligned to 4. Compared with `equals`, never with `==`.
public final class Ip6 {
  /// `::`.
  public static final Ip6 ZERO = new Ip6(Be32.ZERO, Be32.ZERO, Be32.ZERO, Be32.ZERO);

  private static final int MAPPED = 0xffff;

  private final Be32 w0;
  private final Be32 w1;
  private final Be32 w2;
  private final Be32 w3;

  private Ip6(Be32 w0, Be32 w1, Be32 w2, Be32 w3) {
    this.w0 = w0;
    this.w1 = w1;
    this.w2 = w2;
    this.w3 = w3;
  }

  /// The address of eight groups, such as `Ip6.of(0xfd00, 0, 0, 0, 0, 0, 0, 1)`; the low 16 bits of
  /// each count.
  public static Ip6 of(int g0, int g1, int g2, int g3, int g4, int g5, int g6, int g7) {
    return ofWords(
        Be32.of(g0 << 16 | g1 & 0xffff),
        Be32.of(g2 << 16 | g3 & 0xffff),
        Be32.of(g4 << 16 | g5 & 0xffff),
        Be32.of(g6 << 16 | g7 & 0xffff));
  }

  /// The address of four words, the first the most significant.
  public static Ip6 ofWords(Be32 w0, Be32 w1, Be32 w2, Be32 w3) {
    return new Ip6(w0, w1, w2, w3);
  }

  /// `::ffff:a.b.c.d`.
  public static Ip6 mapped(Be32 address) {
    return ofWords(Be32.ZERO, Be32.ZERO, Be32.of(MAPPED), address);
  }

  /// Bytes 0 to 3.
  public Be32 w0() {
    return w0;
  }

  /// Bytes 4 to 7.
  public Be32 w1() {
    return w1;
  }

  /// Bytes 8 to 11.
  public Be32 w2() {
    return w2;
  }

  /// Bytes 12 to 15.
  public Be32 w3() {
    return w3;
  }

  /// Whether it is `::1`.
  public boolean isLoopback() {
    return w0.is(0) && w1.is(0) && w2.is(0) && w3.is(1);
  }

  /// Whether it is an address of ff00::/8.
  public boolean isMulticast() {
    return w0.host() >>> 24 == 0xff;
  }

  /// Whether it is an address of fe80::/10.
  public boolean isLinkLocal() {
    return w0.host() >>> 22 == 0xfe80 >>> 6;
  }

  /// Whether it is an IPv4 address in IPv6 form, of ::ffff:0:0/96.
  public boolean isV4Mapped() {
    return w0.is(0) && w1.is(0) && w2.is(MAPPED);
  }

  /// The IPv4 address in the last word.
  public Be32 v4() {
    return w3;
  }

  /// Whether both are the same address.
  public boolean equals(Ip6 other) {
    return w0.equals(other.w0) && w1.equals(other.w1) && w2.equals(other.w2) && w3.equals(other.w3);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ip6 that && equals(that);
  }

  @Override
  public int hashCode() {
    return Objects.hash(w0, w1, w2, w3);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Be32 word : new Be32[] {w0, w1, w2, w3}) {
      text.append(text.isEmpty() ? "" : ":")
          .append(Integer.toHexString(word.host() >>> 16))
          .append(':')
          .append(Integer.toHexString(word.host() & 0xffff));
    }
    return text.toString();
  }
}
