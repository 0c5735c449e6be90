// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.memory.Memory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.IntToLongFunction;

/// The formats of `bpf_trace_printk` and `bpf_snprintf`: `%d %i %u %x %X %o %c %s %p`, with widths,
/// `l` and `ll`, and addresses as `%pI4`, `%pI6`, `%pM`.
final class Format {
  private static final int MOST_TEXT = 512;

  private Format() {}

  static String text(Memory memory, String format, IntToLongFunction values) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    int i = 0;
    while (i < format.length()) {
      char c = format.charAt(i++);
      if (c != '%' || i == format.length()) {
        out.append(c);
        continue;
      }
      if (format.charAt(i) == '%') {
        out.append('%');
        i++;
        continue;
      }
      int start = i;
      while (i < format.length() && "-+ #0123456789.".indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      String flags = format.substring(start, i);
      int longs = 0;
      while (i < format.length() && "lhz".indexOf(format.charAt(i)) >= 0) {
        longs += format.charAt(i) == 'h' ? 0 : 1;
        i++;
      }
      char kind = i < format.length() ? format.charAt(i++) : '%';
      long value = values.applyAsLong(used++);
      if (kind == 'p') {
        int end = i;
        while (end < format.length()
            && end - i < 3
            && Character.isLetterOrDigit(format.charAt(end))) {
          end++;
        }
        String suffix = pointerKind(format.substring(i, end));
        i += suffix.length();
        out.append(pointer(memory, value, suffix));
      } else {
        out.append(padded(flags, number(memory, kind, value, longs > 0, flags)));
      }
    }
    String line = out.toString();
    return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
  }

  private static String number(Memory memory, char kind, long value, boolean wide, String flags) {
    long unsigned = wide ? value : Integer.toUnsignedLong((int) value);
    return switch (kind) {
      case 'd', 'i' -> Long.toString(wide ? value : (int) value);
      case 'u' -> Long.toUnsignedString(unsigned);
      case 'x' -> (flags.contains("#") ? "0x" : "") + Long.toHexString(unsigned);
      case 'X' -> Long.toHexString(unsigned).toUpperCase(Locale.ROOT);
      case 'o' -> Long.toOctalString(unsigned);
      case 'c' -> String.valueOf((char) (value & 0xff));
      case 's' -> memory.find(value) == null ? "(null)" : memory.string(value, MOST_TEXT);
      default -> "%" + kind;
    };
  }

  private static String padded(String flags, String text) {
    String digits = flags.replaceAll("[^0-9].*$|^[-+ #]*", "");
    boolean left = flags.startsWith("-");
    boolean zero = digits.startsWith("0");
    int width = digits.isEmpty() ? 0 : Integer.parseInt(digits);
    StringBuilder out = new StringBuilder(text);
    while (out.length() < width) {
      if (left) {
        out.append(' ');
      } else {
        out.insert(0, zero ? '0' : ' ');
      }
    }
    return out.toString();
  }

  private static String pointerKind(String text) {
    for (String known : new String[] {"I4", "i4", "I6", "i6", "M", "m", "K", "x"}) {
      if (text.startsWith(known)) {
        return known;
      }
    }
    return "";
  }

  private static String pointer(Memory memory, long value, String kind) {
    try {
      return switch (kind) {
        case "I4", "i4" -> InetAddress.getByAddress(memory.read(value, 4)).getHostAddress();
        case "I6", "i6" ->
            HexFormat.of().formatHex(memory.read(value, 16)).replaceAll("(.{4})(?!$)", "$1:");
        case "M", "m" -> HexFormat.ofDelimiter(":").formatHex(memory.read(value, 6));
        default -> Long.toHexString(value);
      };
    } catch (UnknownHostException never) {
      throw new IllegalStateException(never);
    }
  }
}
