// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.ast.Expression;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Values of literals.
final class Literals {
  private Literals() {}

  /// The expression of a literal; reports one that has no value.
  static Expression literal(WeirParser.LiteralContext node, Nodes nodes) {
    Span span = nodes.span(node);
    String text = node.getText();
    return switch (node) {
      case WeirParser.IntegerLiteralContext _ -> integer(text, span, nodes);
      case WeirParser.TrueLiteralContext _ -> new Expression.BooleanLiteral(true, span);
      case WeirParser.FalseLiteralContext _ -> new Expression.BooleanLiteral(false, span);
      case WeirParser.Ip4LiteralContext _ -> ip4(text, span, nodes);
      case WeirParser.Ip6LiteralContext _ -> ip6(text, span, nodes);
      case WeirParser.MacLiteralContext _ -> mac(text, span, nodes);
      default -> new Expression.Missing(span);
    };
  }

  private static Expression integer(String text, Span span, Nodes nodes) {
    String digits = text.replace("_", "");
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
    } else if (digits.startsWith("0b") || digits.startsWith("0B")) {
      radix = 2;
    }
    BigInteger value = new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
    if (value.bitLength() > 64) {
      nodes.report(
          TextCode.BAD_LITERAL.at(
              "`" + text + "` does not fit in 64 bits", span, "at most 18446744073709551615"));
      return new Expression.Missing(span);
    }
    return new Expression.IntegerLiteral(value.longValue(), span);
  }

  private static Expression ip4(String text, Span span, Nodes nodes) {
    int address = 0;
    for (String part : text.split("\\.", -1)) {
      if (part.length() > 3 || Integer.parseInt(part) > 255) {
        nodes.report(
            TextCode.BAD_LITERAL.at(
                "`" + text + "` is not an IPv4 address", span, "`" + part + "` is above 255"));
        return new Expression.Missing(span);
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return new Expression.Ip4Literal(address, span);
  }

  private static Expression ip6(String text, Span span, Nodes nodes) {
    String address = text.substring(4, text.length() - 1);
    Optional<List<Byte>> bytes = ip6(address);
    if (bytes.isEmpty()) {
      nodes.report(
          TextCode.BAD_LITERAL
              .at("`" + address + "` is not an IPv6 address", span, "cannot be read")
              .help("write groups of hexadecimal digits, as in `ip6\"fd00::1\"`"));
      return new Expression.Missing(span);
    }
    return new Expression.BytesLiteral(bytes.get(), span);
  }

  /// The 16 bytes of an address in RFC 4291 notation, embedded IPv4 included.
  static Optional<List<Byte>> ip6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::") || text.contains(":::")) {
      return Optional.empty();
    }
    Optional<List<Byte>> head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    Optional<List<Byte>> tail =
        gap < 0 ? Optional.of(List.of()) : groups(text.substring(gap + 2), true);
    if (head.isEmpty() || tail.isEmpty()) {
      return Optional.empty();
    }
    int missing = 16 - head.get().size() - tail.get().size();
    if (gap < 0 ? missing != 0 : missing < 2) {
      return Optional.empty();
    }
    List<Byte> bytes = new ArrayList<>(head.get());
    for (int i = 0; i < missing; i++) {
      bytes.add((byte) 0);
    }
    bytes.addAll(tail.get());
    return Optional.of(bytes);
  }

  private static Optional<List<Byte>> groups(String text, boolean last) {
    List<Byte> bytes = new ArrayList<>();
    if (text.isEmpty()) {
      return Optional.of(bytes);
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (last && i == parts.length - 1 && parts[i].matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
        for (String octet : parts[i].split("\\.", -1)) {
          if (Integer.parseInt(octet) > 255) {
            return Optional.empty();
          }
          bytes.add((byte) Integer.parseInt(octet));
        }
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        int group = Integer.parseInt(parts[i], 16);
        bytes.add((byte) (group >> 8));
        bytes.add((byte) group);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(bytes);
  }

  private static Expression mac(String text, Span span, Nodes nodes) {
    String address = text.substring(4, text.length() - 1);
    if (!address.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
      nodes.report(
          TextCode.BAD_LITERAL
              .at("`" + address + "` is not an Ethernet address", span, "cannot be read")
              .help("write six bytes, as in `mac\"02:00:00:00:00:01\"`"));
      return new Expression.Missing(span);
    }
    List<Byte> bytes = new ArrayList<>();
    for (String part : address.split(":", -1)) {
      bytes.add((byte) Integer.parseInt(part, 16));
    }
    return new Expression.BytesLiteral(bytes, span);
  }

  /// The text of a string token without quotes and escapes.
  static String string(String token) {
    if (token.length() < 2 || token.charAt(0) != '"') {
      return "";
    }
    StringBuilder text = new StringBuilder();
    int i = 1;
    while (i < token.length() - 1) {
      char c = token.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = token.charAt(i++);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }
}
