// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.map;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.loader.map.BtfValue.Field;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Turns bytes into a printable tree, guided by their type.
///
/// Integers whose alias is named for network order (`be16`, `__be32` and the like) are read in that
/// order, so that port 80 prints as 80.
public final class BtfDecoder {
  private static final Pattern NETWORK_ORDER = Pattern.compile("_{0,2}be(16|32|64|128)");
  private final Btf btf;
  private final byte[] bytes;

  private BtfDecoder(Btf btf, byte[] bytes) {
    this.btf = btf;
    this.bytes = bytes;
  }

  /// The tree of some bytes.
  ///
  /// @param typeId their type; 0 gives them raw
  /// @param bytes at least as many as the type's size
  public static BtfValue decode(Btf btf, int typeId, byte[] bytes) {
    if (typeId == 0 || (int) btf.sizeBytes(typeId).orElse(0) > bytes.length) {
      return new BtfValue.Raw(bytes);
    }
    return new BtfDecoder(btf, bytes).value(typeId, 0, "");
  }

  private BtfValue value(int id, int offset, String alias) {
    if (id == 0) {
      return new BtfValue.Raw(new byte[0]);
    }
    return switch (btf.type(id)) {
      case BtfType.Typedef t ->
          value(t.type(), offset, alias.isEmpty() || isNetworkOrder(t.name()) ? t.name() : alias);
      case BtfType.Volatile t -> value(t.type(), offset, alias);
      case BtfType.Const t -> value(t.type(), offset, alias);
      case BtfType.Restrict t -> value(t.type(), offset, alias);
      case BtfType.TypeTag t -> value(t.type(), offset, alias);
      case BtfType.Variable t -> value(t.type(), offset, alias);
      case BtfType.Int t -> integer(t, offset, alias.isEmpty() ? t.name() : alias);
      case BtfType.Enum t -> enumerator(t.values(), number(offset, t.sizeBytes(), t.signed()));
      case BtfType.Enum64 t -> enumerator(t.values(), number(offset, t.sizeBytes(), t.signed()));
      case BtfType.Array t -> array(t, offset, alias);
      case BtfType.Struct t -> new BtfValue.Struct(fields(t.members(), offset));
      case BtfType.Union t -> new BtfValue.Struct(fields(t.members(), offset));
      case BtfType.Ptr _, BtfType.Float _ -> raw(offset, (int) btf.sizeBytes(id).orElse(0));
      case BtfType.Forward _,
          BtfType.Function _,
          BtfType.FunctionPrototype _,
          BtfType.DataSection _,
          BtfType.DeclTag _ ->
          raw(offset, 0);
    };
  }

  private BtfValue integer(BtfType.Int type, int offset, String name) {
    boolean signed = type.encoding() == BtfType.Int.Encoding.SIGNED;
    BigInteger value =
        number(
            offset,
            type.sizeBytes(),
            signed,
            isNetworkOrder(name) ? ByteOrder.BIG_ENDIAN : ByteOrder.nativeOrder());
    return type.encoding() == BtfType.Int.Encoding.BOOL
        ? new BtfValue.Bool(value.signum() != 0)
        : new BtfValue.Int(value, name);
  }

  private BtfValue enumerator(List<BtfType.Value> values, BigInteger number) {
    Optional<String> name =
        values.stream()
            .filter(v -> BigInteger.valueOf(v.value()).equals(number))
            .map(BtfType.Value::name)
            .findFirst();
    return new BtfValue.Enumerator(name.orElse(""), number);
  }

  private BtfValue array(BtfType.Array type, int offset, String alias) {
    int element = btf.strip(type.elementType());
    if (element != 0 && btf.type(element) instanceof BtfType.Int i && isCharacter(i)) {
      return text(offset, type.count());
    }
    int size = (int) btf.sizeBytes(type.elementType()).orElse(0);
    List<BtfValue> elements = new ArrayList<>();
    for (int i = 0; i < type.count(); i++) {
      elements.add(value(type.elementType(), offset + i * size, ""));
    }
    return new BtfValue.Array(elements, alias);
  }

  private static boolean isCharacter(BtfType.Int type) {
    return type.sizeBytes() == 1
        && (type.encoding() == BtfType.Int.Encoding.CHAR || type.name().equals("char"));
  }

  private BtfValue text(int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return new BtfValue.Text(new String(bytes, offset, end - offset, StandardCharsets.UTF_8));
  }

  private List<Field> fields(List<Member> members, int offset) {
    List<Field> fields = new ArrayList<>();
    for (Member member : members) {
      BtfValue value =
          member.bitfieldSize() > 0
              ? bitField(member, offset)
              : value(member.type(), offset + member.bitOffset() / Byte.SIZE, "");
      if (member.name().isEmpty() && value instanceof BtfValue.Struct(List<Field> inner)) {
        fields.addAll(inner);
      } else if (!member.name().isEmpty()) {
        fields.add(new Field(member.name(), value));
      }
    }
    return fields;
  }

  private BtfValue bitField(Member member, int offset) {
    int firstByte = member.bitOffset() / Byte.SIZE;
    int lastByte = (member.bitOffset() + member.bitfieldSize() - 1) / Byte.SIZE;
    int length = lastByte - firstByte + 1;
    BigInteger whole = number(offset + firstByte, length, false);
    int skip = member.bitOffset() % Byte.SIZE;
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    int shift = little ? skip : length * Byte.SIZE - skip - member.bitfieldSize();
    BigInteger mask = BigInteger.ONE.shiftLeft(member.bitfieldSize()).subtract(BigInteger.ONE);
    return new BtfValue.Int(whole.shiftRight(shift).and(mask), typeName(member.type()));
  }

  private String typeName(int id) {
    return id == 0 ? "" : btf.type(id).name();
  }

  private static boolean isNetworkOrder(String name) {
    return NETWORK_ORDER.matcher(name).matches();
  }

  private BigInteger number(int offset, int size, boolean signed) {
    return number(offset, size, signed, ByteOrder.nativeOrder());
  }

  private BigInteger number(int offset, int size, boolean signed, ByteOrder order) {
    byte[] magnitude = Arrays.copyOfRange(bytes, offset, offset + size);
    if (order == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0; i < size / 2; i++) {
        byte swap = magnitude[i];
        magnitude[i] = magnitude[size - 1 - i];
        magnitude[size - 1 - i] = swap;
      }
    }
    return signed ? new BigInteger(magnitude) : new BigInteger(1, magnitude);
  }

  private BtfValue raw(int offset, int size) {
    return new BtfValue.Raw(Arrays.copyOfRange(bytes, offset, offset + size));
  }
}
