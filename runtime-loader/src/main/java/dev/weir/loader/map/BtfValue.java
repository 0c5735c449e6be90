// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// A key or value as a tree, for printing: what [BtfDecoder] makes of bytes.
public sealed interface BtfValue {
  /// An integer.
  ///
  /// @param value read in its byte order
  /// @param type name of its type, the outermost alias: such as `u32` or `be16`
  record Int(BigInteger value, String type) implements BtfValue {
    /// Checks for null.
    public Int {
      Objects.requireNonNull(value);
      Objects.requireNonNull(type);
    }
  }

  /// A truth value.
  record Bool(boolean value) implements BtfValue {}

  /// Characters up to the first zero.
  record Text(String value) implements BtfValue {
    /// Checks for null.
    public Text {
      Objects.requireNonNull(value);
    }
  }

  /// An enumerator; the name is empty when no enumerator has the value.
  record Enumerator(String name, BigInteger value) implements BtfValue {}

  /// A structure or union; members of anonymous structures are members of it.
  record Struct(List<Field> fields) implements BtfValue {
    /// Copies the list.
    public Struct {
      fields = List.copyOf(fields);
    }

    /// The member of a name.
    public Optional<BtfValue> field(String name) {
      return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
    }
  }

  /// A member.
  record Field(String name, BtfValue value) {}

  /// An array.
  ///
  /// @param elements in order
  /// @param type name of its alias, such as `ip6` or `mac`; empty for none
  record Array(List<BtfValue> elements, String type) implements BtfValue {
    /// Copies the list.
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /// Bytes whose type says no more: pointers, floating-point numbers, missing types.
  record Raw(byte[] bytes) implements BtfValue {
    /// Copies the bytes.
    public Raw {
      bytes = bytes.clone();
    }

    /// A copy of the bytes.
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Raw that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /// This value with the integers of another of the same shape added: how values of several CPUs
  /// become one. What is no integer stays as it is.
  default BtfValue plus(BtfValue other) {
    if (this instanceof Int(BigInteger a, String type) && other instanceof Int(BigInteger b, _)) {
      return new Int(a.add(b), type);
    }
    if (this instanceof Struct(List<Field> a) && other instanceof Struct(List<Field> b)) {
      List<Field> sums = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        sums.add(new Field(a.get(i).name(), a.get(i).value().plus(b.get(i).value())));
      }
      return new Struct(sums);
    }
    if (this instanceof Array(List<BtfValue> a, String type)
        && other instanceof Array(List<BtfValue> b, _)) {
      List<BtfValue> sums = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        sums.add(a.get(i).plus(b.get(i)));
      }
      return new Array(sums, type);
    }
    return this;
  }

  /// The value as JSON on one line.
  default String toJson() {
    return switch (this) {
      case Int(BigInteger value, _) -> value.toString();
      case Bool(boolean value) -> Boolean.toString(value);
      case Text(String value) -> quote(value);
      case Enumerator(String name, BigInteger value) ->
          name.isEmpty() ? value.toString() : quote(name);
      case Struct(List<Field> fields) ->
          fields.stream()
              .map(f -> quote(f.name()) + ":" + f.value().toJson())
              .collect(Collectors.joining(",", "{", "}"));
      case Array(List<BtfValue> elements, _) ->
          elements.stream().map(BtfValue::toJson).collect(Collectors.joining(",", "[", "]"));
      case Raw raw -> quote(HexFormat.of().formatHex(raw.bytes));
    };
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
