// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.read;

import java.util.Map;
import java.util.Set;

/// Methods of the JDK that are compiled in like a user's own, from the JDK's class files: those
/// that only calculate with integers.
public final class JdkMethods {
  private static final Set<String> SMALL =
      Set.of("compare", "compareUnsigned", "toUnsignedLong", "reverseBytes");
  private static final Set<String> BITS =
      Set.of(
          "bitCount",
          "highestOneBit",
          "lowestOneBit",
          "numberOfLeadingZeros",
          "numberOfTrailingZeros",
          "reverse",
          "signum");
  private static final Set<String> MATH =
      Set.of("abs", "ceilDiv", "ceilMod", "floorDiv", "floorMod", "multiplyFull", "multiplyHigh");
  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "java/lang/Math",
          MATH,
          "java/lang/StrictMath",
          MATH,
          "java/lang/Integer",
          BITS,
          "java/lang/Long",
          BITS,
          "java/lang/Byte",
          SMALL,
          "java/lang/Short",
          SMALL,
          "java/lang/Character",
          SMALL,
          "java/lang/Boolean",
          Set.of("compare", "logicalAnd", "logicalOr", "logicalXor"));

  private JdkMethods() {}

  /// Whether a method is one of them.
  public static boolean has(String owner, String name, String descriptor) {
    return METHODS.getOrDefault(owner, Set.of()).contains(name) && !descriptor.matches(".*[DF].*");
  }

  /// Whether a class has such methods.
  static boolean isOwner(String owner) {
    return METHODS.containsKey(owner);
  }
}
