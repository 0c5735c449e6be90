// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

/// What a register or stack slot roughly holds, as far as the generator needs to know to go on in a
/// sensible way.
///
/// @param kind what it is
/// @param low for scalars the least value, when `high` is not negative
/// @param high for scalars the greatest value, -1 when unknown
/// @param offset for pointers the fixed offset
/// @param size for memory its size; for packets the bytes proven
/// @param nullable whether it has to be checked for null
/// @param held whether it is a reference to be released
/// @param name the map of a map value, the kind of a socket, else empty
record Value(
    Kind kind,
    long low,
    long high,
    int offset,
    int size,
    boolean nullable,
    boolean held,
    String name) {
  /// What a value is.
  enum Kind {
    /// Nothing usable.
    NONE,
    /// A number.
    SCALAR,
    /// The context.
    CTX,
    /// The packet.
    PACKET,
    /// Its end.
    END,
    /// Its metadata.
    META,
    /// A value in a map.
    MAP_VALUE,
    /// A map found in a map.
    MAP,
    /// The stack.
    STACK,
    /// A socket; the name tells which kind.
    SOCKET,
    /// Plain memory.
    MEMORY,
    /// A kernel structure.
    BTF,
    /// Flow keys.
    FLOW_KEYS
  }

  static final Value NONE = new Value(Kind.NONE, 0, -1, 0, 0, false, false, "");
  static final Value UNKNOWN = scalar(0, -1);
  static final Value CONTEXT = new Value(Kind.CTX, 0, -1, 0, 0, false, false, "");
  static final Value FRAME = new Value(Kind.STACK, 0, -1, 0, 0, false, false, "");
  static final Value END = new Value(Kind.END, 0, -1, 0, 0, false, false, "");

  static Value scalar(long low, long high) {
    return new Value(Kind.SCALAR, low, high, 0, 0, false, false, "");
  }

  static Value constant(long value) {
    return value >= 0 ? scalar(value, value) : UNKNOWN;
  }

  static Value packet(Kind kind, int offset, int proven) {
    return new Value(kind, 0, -1, offset, proven, false, false, "");
  }

  static Value mapValue(String map, int size, boolean nullable) {
    return new Value(Kind.MAP_VALUE, 0, -1, 0, size, nullable, false, map);
  }

  static Value memory(int size, boolean nullable, boolean held) {
    return new Value(Kind.MEMORY, 0, -1, 0, size, nullable, held, "");
  }

  static Value socket(String name, boolean nullable, boolean held) {
    return new Value(Kind.SOCKET, 0, -1, 0, 0, nullable, held, name);
  }

  Value at(int newOffset) {
    return new Value(kind, low, high, newOffset, size, nullable, held, name);
  }

  Value sized(int newSize) {
    return new Value(kind, low, high, offset, newSize, nullable, held, name);
  }

  Value checked() {
    return new Value(kind, low, high, offset, size, false, held, name);
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  boolean isPointer() {
    return kind != Kind.SCALAR && kind != Kind.NONE;
  }

  /// Whether this is a number known to be from 0 to `most`.
  boolean isBounded(long most) {
    return isScalar() && high >= 0 && low >= 0 && high <= most;
  }

  boolean isPacket() {
    return kind == Kind.PACKET || kind == Kind.META;
  }

  /// What holds on two paths.
  Value join(Value other) {
    if (equals(other)) {
      return this;
    }
    if (isScalar() && other.isScalar()) {
      return high < 0 || other.high < 0
          ? UNKNOWN
          : scalar(Math.min(low, other.low), Math.max(high, other.high));
    }
    if (kind == other.kind && isPacket() && offset == other.offset) {
      return sized(Math.min(size, other.size));
    }
    return NONE;
  }
}
