// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which values of a type the patterns of a match have covered.
final class Coverage {
  private final List<Expr.Range> covered = new ArrayList<>();
  private final Map<String, List<Expr.Range>> named;
  private final boolean signed;
  private final BigInteger first;
  private final BigInteger last;

  Coverage(Type type) {
    this(named(type), type.signed(), bound(type, false), bound(type, true));
  }

  private Coverage(
      Map<String, List<Expr.Range>> named, boolean signed, BigInteger first, BigInteger last) {
    this.named = named;
    this.signed = signed;
    this.first = first;
    this.last = last;
  }

  /// For the outcomes of a route lookup.
  static Coverage outcomes() {
    return new Coverage(FibLookup.OUTCOMES, true, BigInteger.ZERO, BigInteger.ZERO);
  }

  private static Map<String, List<Expr.Range>> named(Type type) {
    Map<String, List<Expr.Range>> names = new LinkedHashMap<>();
    if (type instanceof Type.Enumeration enumeration) {
      for (Type.Enumerator each : enumeration.enumerators()) {
        names.put(each.name(), List.of(new Expr.Range(each.value(), each.value())));
      }
    }
    return names;
  }

  private static BigInteger bound(Type type, boolean upper) {
    int bits = type instanceof Type.Bool ? 1 : type.sizeBytes() * 8;
    if (type.signed()) {
      BigInteger half = BigInteger.TWO.pow(bits - 1);
      return upper ? half.subtract(BigInteger.ONE) : half.negate();
    }
    return upper ? BigInteger.TWO.pow(bits).subtract(BigInteger.ONE) : BigInteger.ZERO;
  }

  /// Adds values; false when all of them were covered before.
  boolean add(Expr.Range range) {
    boolean fresh = !contains(range);
    covered.add(range);
    return fresh;
  }

  private boolean contains(Expr.Range range) {
    BigInteger at = number(range.from());
    BigInteger end = number(range.to());
    boolean moved = true;
    while (moved && at.compareTo(end) <= 0) {
      moved = false;
      for (Expr.Range each : covered) {
        if (number(each.from()).compareTo(at) <= 0 && number(each.to()).compareTo(at) >= 0) {
          at = number(each.to()).add(BigInteger.ONE);
          moved = true;
        }
      }
    }
    return at.compareTo(end) > 0;
  }

  private BigInteger number(long value) {
    return signed || value >= 0
        ? BigInteger.valueOf(value)
        : BigInteger.valueOf(value).add(BigInteger.TWO.pow(64));
  }

  /// Whether nothing is left.
  boolean complete() {
    if (!named.isEmpty()) {
      return named.values().stream().flatMap(List::stream).allMatch(this::contains);
    }
    return contains(new Expr.Range(first.longValue(), last.longValue()));
  }

  /// What is left, in words.
  String missing() {
    if (named.isEmpty()) {
      return "a number may be none of the patterns";
    }
    List<String> names =
        named.entrySet().stream()
            .filter(entry -> !entry.getValue().stream().allMatch(this::contains))
            .map(entry -> "`" + entry.getKey() + "`")
            .toList();
    return "missing: " + String.join(", ", names);
  }
}
