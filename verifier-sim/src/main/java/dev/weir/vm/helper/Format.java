// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.memory.AccessFault;
import dev.weir.vm.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntToLongFunction;

/// The formats of `bpf_trace_printk` and `bpf_snprintf`: `%d %i %u %x %X %c %s %p` with flags `-+
/// 0`, a width, `l` and `ll`; addresses as `%pI4 %pi4 %pI6 %pi6`; strings as `%pks %pus`. Pointers
/// are shown as they are, where the kernel shows a hash.
///
/// Texts have a character for each byte.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_bprintf_prepare; lib/vsprintf.c bstr_printf
final class Format {
  /// `MAX_BPRINTF_BIN_ARGS`, what strings and numbers take up at most.
  private static final int MOST_BYTES = 512;

  private static final int POINTER_DIGITS = 16;

  private final Memory memory;
  private final String format;
  private final int count;
  private final IntToLongFunction values;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;
  private int room = MOST_BYTES;

  private Format(Memory memory, String format, int count, IntToLongFunction values) {
    this.memory = memory;
    this.format = format;
    this.count = count;
    this.values = values;
  }

  /// What became of a format.
  ///
  /// @param error 0, or the negative errno
  /// @param text the text; empty after an error
  record Result(long error, String text) {}

  /// Formats numbers.
  ///
  /// @param count how many there are
  static Result of(Memory memory, String format, int count, IntToLongFunction values) {
    Format run = new Format(memory, format, count, values);
    long error = run.all();
    return new Result(error, error == 0 ? run.out.toString() : "");
  }

  private long all() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c < ' ' && !isSpace(c) || c == 0x7f) {
        return Errors.EINVAL;
      }
      if (c != '%') {
        out.append(c);
      } else if (peek() == '%') {
        out.append('%');
        at++;
      } else if (used >= count) {
        return Errors.EINVAL;
      } else {
        long error = directive();
        if (error != 0) {
          return error;
        }
      }
    }
    return 0;
  }

  /// The next character; 0 at the end.
  private char peek() {
    return at < format.length() ? format.charAt(at) : 0;
  }

  private long directive() {
    int start = at;
    while (peek() != 0 && "0+- ".indexOf(peek()) >= 0) {
      at++;
    }
    final String flags = format.substring(start, at);
    int width = 0;
    while (peek() >= '0' && peek() <= '9') {
      width = Math.min(width * 10 + peek() - '0', Short.MAX_VALUE);
      at++;
    }
    char kind = peek();
    at++;
    return switch (kind) {
      case 'p' -> pointer(flags, width);
      case 's' -> ends() ? string(flags, width) : Errors.EINVAL;
      case 'c' -> {
        padded(String.valueOf((char) (next() & 0xff)), flags.replace("0", ""), width);
        yield take(1);
      }
      default -> number(kind, flags, width);
    };
  }

  private long next() {
    return values.applyAsLong(used++);
  }

  /// Takes room for a value; 0, or that there is none.
  private long take(int bytes) {
    room -= bytes;
    return room < 0 ? Errors.ENOSPC : 0;
  }

  /// Takes room for a value whose alignment is 4.
  private long takeAligned(int bytes) {
    room &= -Integer.BYTES;
    return take(bytes);
  }

  /// Whether the directive ends here: at a space, punctuation or the end.
  private boolean ends() {
    char c = peek();
    return c == 0 || isSpace(c) || c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private long number(char first, String flags, int width) {
    char kind = first;
    boolean wide = false;
    for (int i = 0; i < 2 && kind == 'l'; i++) {
      wide = true;
      kind = peek();
      at++;
    }
    if ("diuxX".indexOf(kind) < 0) {
      return Errors.EINVAL;
    }
    long value = next();
    boolean signed = kind == 'd' || kind == 'i';
    long number = wide ? value : signed ? (int) value : Integer.toUnsignedLong((int) value);
    String digits =
        switch (kind) {
          case 'x' -> Long.toHexString(number);
          case 'X' -> Long.toHexString(number).toUpperCase(Locale.ROOT);
          default -> Long.toUnsignedString(signed && number < 0 ? -number : number);
        };
    String sign =
        !signed
            ? ""
            : number < 0 ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    if (flags.contains("0") && !flags.contains("-")) {
      digits = "0".repeat(Math.max(0, width - sign.length() - digits.length())) + digits;
    }
    padded(sign + digits, flags, width);
    return takeAligned(wide ? Long.BYTES : Integer.BYTES);
  }

  private long pointer(String flags, int width) {
    char kind = peek();
    char detail = at + 1 < format.length() ? format.charAt(at + 1) : 0;
    boolean plain = ends();
    if ((kind == 'k' || kind == 'u') && detail == 's') {
      at += 2;
      if (!ends()) {
        return Errors.EINVAL;
      }
      return string("", 0);
    }
    if ((kind == 'i' || kind == 'I') && (detail == '4' || detail == '6')) {
      int bytes = detail == '4' ? 4 : 16;
      String text = address(kind == 'I', readable(next(), bytes));
      out.append(text);
      skipKind();
      return take(text.length() + 1);
    }
    if (!plain && "KxsSB".indexOf(kind) < 0) {
      return Errors.EINVAL;
    }
    String digits = Long.toHexString(next());
    if (width == 0) {
      digits = "0".repeat(POINTER_DIGITS - digits.length()) + digits;
    }
    padded(digits, flags, width);
    skipKind();
    return takeAligned(Long.BYTES);
  }

  /// Letters and digits behind `%p` all belong to it.
  private void skipKind() {
    while (Character.isLetterOrDigit(peek()) && peek() < 0x7f) {
      at++;
    }
  }

  private long string(String flags, int width) {
    if (room == 0) {
      return Errors.ENOSPC;
    }
    String text;
    try {
      text = memory.string(next(), room - 1);
    } catch (AccessFault unreadable) {
      text = "";
    }
    padded(text, flags.replace("0", ""), width);
    return take(text.length() + 1);
  }

  private byte[] readable(long address, int size) {
    try {
      return memory.read(address, size);
    } catch (AccessFault unreadable) {
      return new byte[size];
    }
  }

  /// @param usual with the usual separators; else all digits, and of IPv6 nothing between them
  private static String address(boolean usual, byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes.length == 4) {
        text.append(i == 0 ? "" : ".").append((usual ? "%d" : "%03d").formatted(bytes[i] & 0xff));
      } else {
        text.append(usual && i > 0 && i % 2 == 0 ? ":" : "").append("%02x".formatted(bytes[i]));
      }
    }
    return text.toString();
  }

  private void padded(String text, String flags, int width) {
    String spaces = " ".repeat(Math.max(0, width - text.length()));
    out.append(flags.contains("-") ? text + spaces : spaces + text);
  }

  /// A text as people read it.
  static String decoded(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
