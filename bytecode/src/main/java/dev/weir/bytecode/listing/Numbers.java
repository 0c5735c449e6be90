// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Span;
import java.math.BigInteger;

/// Numbers in a line: decimal or `0x` hexadecimal, with an optional sign.
final class Numbers {
  private final Line line;

  Numbers(Line line) {
    this.line = line;
  }

  /// Whether a number or its sign is next.
  boolean next() {
    Token token = line.peek();
    return token.kind() == Token.Kind.NUMBER
        || (token.is("-") || token.is("+")) && line.peek(1).kind() == Token.Kind.NUMBER;
  }

  /// A 16-bit signed number.
  short int16() throws LineError {
    return (short) number("an offset", -0x8000, 0x7fff);
  }

  /// A 32-bit number, signed or unsigned.
  int int32() throws LineError {
    return (int) number("a 32-bit number", Integer.MIN_VALUE, 0xffff_ffffL);
  }

  /// A number between bounds.
  long number(String what, long low, long high) throws LineError {
    return number(what, BigInteger.valueOf(low), BigInteger.valueOf(high)).longValue();
  }

  /// A 64-bit number, signed or unsigned.
  long int64() throws LineError {
    BigInteger low = BigInteger.valueOf(Long.MIN_VALUE);
    return number("a 64-bit number", low, BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
        .longValue();
  }

  private BigInteger number(String what, BigInteger low, BigInteger high) throws LineError {
    Token first = line.peek();
    boolean negative = line.accept("-");
    if (!negative) {
      line.accept("+");
    }
    Token token = line.peek();
    if (token.kind() != Token.Kind.NUMBER) {
      throw line.expected(what);
    }
    BigInteger value = parse(token);
    line.take();
    BigInteger signed = negative ? value.negate() : value;
    if (signed.compareTo(low) < 0 || signed.compareTo(high) > 0) {
      Span span = line.spanFrom(first);
      throw line.error(
          ListingProblem.OUT_OF_RANGE,
          span.text() + " is out of range",
          span,
          "must lie in " + low + ".." + high);
    }
    return signed;
  }

  private BigInteger parse(Token token) throws LineError {
    String text = token.text();
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    try {
      return new BigInteger(hex ? text.substring(2) : text, hex ? 16 : 10);
    } catch (NumberFormatException _) {
      throw line.error(ListingProblem.SYNTAX, "`" + text + "` is no number", line.span(token), "");
    }
  }
}
