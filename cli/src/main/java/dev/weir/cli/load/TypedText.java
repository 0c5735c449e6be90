// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Turns what a user writes for a key, a value or a constant into bytes, guided by its type:
/// numbers, addresses and names of enumerators, separated by commas, for the fields in their order.
/// Padding, also in fields of that name, is zero.
///
/// ```text
/// 10.0.0.1,80,6        for { address: be32, port: be16, protocol: u8 }
/// 2001:db8::1,0x1f90   for { address: ip6, port: be16 }
/// ```
public final class TypedText {
  private static final Pattern NETWORK_ORDER = Pattern.compile("_{0,2}be(16|32|64|128)");
  private static final Pattern PADDING = Pattern.compile("_*pad(ding)?_?\\d*");
  private static final Pattern ADDRESS4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern ADDRESS6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final int IP6_BYTES = 16;
  private static final int MAC_BYTES = 6;

  private final Btf btf;
  private final Deque<String> words;
  private final byte[] out;

  private TypedText(Btf btf, List<String> words, int size) {
    this.btf = btf;
    this.words = new ArrayDeque<>(words);
    this.out = new byte[size];
  }

  /// The bytes of a value.
  ///
  /// @param typeId its type
  /// @throws IllegalArgumentException with a message fit for the user when the text does not suit
  ///   the type
  public static byte[] encode(Btf btf, int typeId, String text) {
    List<String> words = List.of(text.split(",", -1));
    TypedText encoder = new TypedText(btf, words, (int) btf.sizeBytes(typeId).orElse(0));
    encoder.put(typeId, 0, false);
    if (!encoder.words.isEmpty()) {
      throw new IllegalArgumentException(
          "found " + words.size() + " values, expected " + (words.size() - encoder.words.size()));
    }
    return encoder.out;
  }

  private void put(int id, int offset, boolean networkOrder) {
    switch (btf.type(id)) {
      case BtfType.Typedef t -> put(t.type(), offset, networkOrder || inNetworkOrder(t.name()));
      case BtfType.Volatile t -> put(t.type(), offset, networkOrder);
      case BtfType.Const t -> put(t.type(), offset, networkOrder);
      case BtfType.Restrict t -> put(t.type(), offset, networkOrder);
      case BtfType.TypeTag t -> put(t.type(), offset, networkOrder);
      case BtfType.Variable t -> put(t.type(), offset, networkOrder);
      case BtfType.Int t -> integer(t, offset, networkOrder || inNetworkOrder(t.name()));
      case BtfType.Enum t -> enumerator(t.values(), offset, t.sizeBytes());
      case BtfType.Enum64 t -> enumerator(t.values(), offset, t.sizeBytes());
      case BtfType.Array t -> array(t, offset, networkOrder);
      case BtfType.Struct t -> {
        if (!address(t.sizeBytes(), offset)) {
          for (Member member : t.members()) {
            if (PADDING.matcher(member.name()).matches()) {
              continue;
            }
            put(member.type(), offset + member.bitOffset() / Byte.SIZE, false);
          }
        }
      }
      case BtfType.Union t -> {
        if (!address(t.sizeBytes(), offset)) {
          put(t.members().getFirst().type(), offset, false);
        }
      }
      case BtfType.Ptr _,
          BtfType.Float _,
          BtfType.Forward _,
          BtfType.Function _,
          BtfType.FunctionPrototype _,
          BtfType.DataSection _,
          BtfType.DeclTag _ ->
          throw new IllegalArgumentException("a value of this type cannot be written");
    }
  }

  private static boolean inNetworkOrder(String name) {
    return NETWORK_ORDER.matcher(name).matches();
  }

  private String next() {
    String word = words.poll();
    if (word == null) {
      throw new IllegalArgumentException("there are fewer values than fields");
    }
    return word.strip();
  }

  private void array(BtfType.Array type, int offset, boolean networkOrder) {
    int size = (int) btf.sizeBytes(type.elementType()).orElse(0);
    if (!address(size * type.count(), offset)) {
      for (int i = 0; i < type.count(); i++) {
        put(type.elementType(), offset + i * size, networkOrder);
      }
    }
  }

  /// Takes an IPv6 or Ethernet address when the next word is one and the type has its size.
  private boolean address(int size, int offset) {
    String word = words.isEmpty() ? "" : words.peek().strip();
    if (size == IP6_BYTES && ADDRESS6.matcher(word).matches()) {
      byte[] bytes = parse(next());
      if (bytes.length != IP6_BYTES) {
        byte[] mapped = new byte[IP6_BYTES];
        mapped[10] = mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        bytes = mapped;
      }
      System.arraycopy(bytes, 0, out, offset, IP6_BYTES);
      return true;
    }
    if (size == MAC_BYTES && word.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
      byte[] bytes = HexFormat.ofDelimiter(":").parseHex(next());
      System.arraycopy(bytes, 0, out, offset, MAC_BYTES);
      return true;
    }
    return false;
  }

  private void integer(BtfType.Int type, int offset, boolean networkOrder) {
    String word = next();
    if (type.sizeBytes() == 4 && ADDRESS4.matcher(word).matches()) {
      if (!networkOrder) {
        throw new IllegalArgumentException(
            "`" + word + "` is an address, but the field holds a number in host order");
      }
      System.arraycopy(parse(word), 0, out, offset, 4);
      return;
    }
    ByteOrder order = networkOrder ? ByteOrder.BIG_ENDIAN : ByteOrder.nativeOrder();
    number(word, offset, type.sizeBytes(), order);
  }

  private void enumerator(List<BtfType.Value> values, int offset, int size) {
    String word = next();
    String number =
        values.stream()
            .filter(v -> v.name().equals(word))
            .map(v -> Long.toString(v.value()))
            .findFirst()
            .orElse(word);
    number(number, offset, size, ByteOrder.nativeOrder());
  }

  private void number(String word, int offset, int size, ByteOrder order) {
    BigInteger value = parseNumber(word);
    int bits = size * Byte.SIZE;
    BigInteger limit = BigInteger.ONE.shiftLeft(bits);
    if (value.compareTo(limit) >= 0 || value.compareTo(limit.shiftRight(1).negate()) < 0) {
      throw new IllegalArgumentException("`" + word + "` does not fit " + bits + " bits");
    }
    for (int i = 0; i < size; i++) {
      int place = order == ByteOrder.BIG_ENDIAN ? size - 1 - i : i;
      out[offset + place] = value.shiftRight(Byte.SIZE * i).byteValue();
    }
  }

  private static BigInteger parseNumber(String word) {
    String digits = word.replace("_", "").toLowerCase(Locale.ROOT);
    try {
      return switch (digits) {
        case "true" -> BigInteger.ONE;
        case "false" -> BigInteger.ZERO;
        default ->
            digits.startsWith("0x")
                ? new BigInteger(digits.substring(2), 16)
                : new BigInteger(digits);
      };
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("`" + word + "` is no number");
    }
  }

  /// The bytes of an address that is written in digits, so that no name is looked up.
  private static byte[] parse(String address) {
    try {
      return InetAddress.ofLiteral(address).getAddress();
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException("`" + address + "` is no address");
    }
  }
}
