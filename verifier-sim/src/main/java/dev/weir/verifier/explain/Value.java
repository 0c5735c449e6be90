// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explain;

import org.jspecify.annotations.Nullable;

/// Where a value came from on one path, in words.
///
/// @param kind what it is
/// @param what the words, such as `the packet`
/// @param name the parameter it came in as; empty for other values
/// @param born the instruction that made it; -1 for what the program starts with
/// @param offset bytes added to a pointer since
/// @param index what else was added; null for nothing
record Value(Kind kind, String what, String name, int born, long offset, @Nullable Value index) {
  static final Value NOTHING = new Value(Kind.NOTHING, "nothing", -1);

  enum Kind {
    NOTHING,
    NUMBER,
    CONSTANT,
    CONTEXT,
    STACK,
    PACKET,
    PACKET_END,
    MAP,
    OBJECT
  }

  Value(Kind kind, String what, int born) {
    this(kind, what, "", born, 0, null);
  }

  static Value constant(long value, int slot) {
    return new Value(Kind.CONSTANT, Long.toString(value), "", slot, value, null);
  }

  static Value number(String what, int slot) {
    return new Value(Kind.NUMBER, what, slot);
  }

  static Value parameter(Kind kind, String name, String function) {
    return new Value(kind, "parameter `" + name + "` of `" + function + "`", name, -1, 0, null);
  }

  boolean pointer() {
    return kind.compareTo(Kind.CONTEXT) >= 0;
  }

  boolean packet() {
    return kind == Kind.PACKET || kind == Kind.PACKET_END;
  }

  Value moved(long by) {
    return new Value(kind, what, name, born, offset + by, index);
  }

  Value indexed(Value by) {
    return new Value(kind, what, name, born, offset, index == null ? by : index);
  }

  /// Whether both are the same thing, moved or not, or one is the index of the other.
  boolean related(Value other) {
    boolean same = kind == other.kind && born == other.born && what.equals(other.what);
    boolean packets = packet() && other.packet();
    return same && kind != Kind.CONSTANT && kind != Kind.NOTHING
        || packets
        || index != null && index.related(other)
        || other.index != null && other.index.kind == kind && other.index.born == born;
  }

  /// The value in words.
  String text() {
    if (kind == Kind.CONSTANT) {
      return what;
    }
    String text = index == null ? what : what + " + " + index.text();
    return offset == 0 ? text : text + (offset < 0 ? " - " + -offset : " + " + offset);
  }
}
