// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.vm.machine.Call;
import dev.weir.vm.machine.Machine;
import dev.weir.vm.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToLongFunction;

/// Text: trace lines, formatting and parsing.
///
/// @kernel v6.12 kernel/bpf/helpers.c bpf_bprintf_prepare, bpf_strtol
final class TextCalls {
  private static final int MOST_TEXT = 1 << 16;

  /// `MAX_BPRINTF_VARARGS`.
  private static final int MOST_VALUES = 12;

  /// `MAX_BPRINTF_BUF` without the zero byte at the end.
  private static final int MOST_LINE = 1023;

  private TextCalls() {}

  static void define(Map<String, Call> calls) {
    calls.put("trace_printk", TextCalls::print);
    calls.put("trace_vprintk", TextCalls::printMany);
    calls.put("snprintf", TextCalls::format);
    calls.put("strncmp", TextCalls::compare);
    calls.put("strtol", (m, at, size, flags, to, e) -> parse(m, at, size, flags, to, true));
    calls.put("strtoul", (m, at, size, flags, to, e) -> parse(m, at, size, flags, to, false));
  }

  private static String text(Machine m, long at) {
    return m.memory().string(at, MOST_TEXT);
  }

  private static long print(Machine m, long at, long size, long a, long b, long c) {
    long[] values = {a, b, c};
    return trace(m, at, size, values.length, i -> values[i]);
  }

  private static long printMany(Machine m, long at, long size, long values, long bytes, long e) {
    return wrong(bytes)
        ? Errors.EINVAL
        : trace(m, at, size, (int) bytes / Long.BYTES, array(m.memory(), values));
  }

  private static long trace(Machine m, long at, long size, int count, IntToLongFunction values) {
    String format = new String(m.memory().read(at, (int) size), StandardCharsets.ISO_8859_1);
    int end = format.indexOf(0);
    if (end < 0) {
      return Errors.EINVAL;
    }
    Format.Result result = Format.of(m.memory(), format.substring(0, end), count, values);
    if (result.error() != 0) {
      return result.error();
    }
    String line = result.text().substring(0, Math.min(result.text().length(), MOST_LINE));
    m.run()
        .trace()
        .add(Format.decoded(line.endsWith("\n") ? line.substring(0, line.length() - 1) : line));
    return result.text().length();
  }

  private static long format(Machine m, long to, long size, long at, long values, long bytes) {
    if (wrong(bytes)) {
      return Errors.EINVAL;
    }
    Format.Result result =
        Format.of(m.memory(), text(m, at), (int) bytes / Long.BYTES, array(m.memory(), values));
    if (result.error() != 0) {
      return result.error();
    }
    byte[] text = result.text().getBytes(StandardCharsets.ISO_8859_1);
    if (size > 0) {
      int cut = Math.min(text.length, (int) size - 1);
      m.memory().write(to, Arrays.copyOf(Arrays.copyOf(text, cut), cut + 1));
    }
    return text.length + 1L;
  }

  /// Whether so many bytes are no array of values that a format takes.
  private static boolean wrong(long bytes) {
    return (bytes & 7) != 0 || Integer.compareUnsigned((int) bytes, MOST_VALUES * Long.BYTES) > 0;
  }

  private static IntToLongFunction array(Memory memory, long at) {
    return i -> memory.load8(at + (long) i * Long.BYTES);
  }

  private static long compare(Machine m, long at, long size, long other, long d, long e) {
    byte[] left = m.memory().read(at, (int) size);
    byte[] right = Arrays.copyOf(text(m, other).getBytes(StandardCharsets.ISO_8859_1), left.length);
    for (int i = 0; i < left.length; i++) {
      if (left[i] != right[i] || left[i] == 0) {
        return Integer.compare(left[i] & 0xff, right[i] & 0xff);
      }
    }
    return 0;
  }

  private static long parse(Machine m, long at, long size, long flags, long to, boolean signed) {
    long base = flags & 31;
    if (base != 0 && base != 8 && base != 10 && base != 16 || (flags & ~31L) != 0) {
      return Errors.EINVAL;
    }
    String text = new String(m.memory().read(at, (int) size), StandardCharsets.ISO_8859_1);
    int start = 0;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    boolean negative = start < text.length() && text.charAt(start) == '-';
    if (negative && !signed) {
      return Errors.EINVAL;
    }
    int digits = negative ? start + 1 : start;
    int radix = (int) base;
    boolean hex = text.regionMatches(true, digits, "0x", 0, 2);
    if (radix == 0) {
      radix = hex ? 16 : digits < text.length() && text.charAt(digits) == '0' ? 8 : 10;
    }
    if (radix == 16 && hex) {
      digits += 2;
    }
    int end = digits;
    while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    if (end == digits) {
      return Errors.EINVAL;
    }
    try {
      String number = text.substring(digits, end);
      long value =
          signed
              ? Long.parseLong((negative ? "-" : "") + number, radix)
              : Long.parseUnsignedLong(number, radix);
      m.memory().store8(to, value);
      return end;
    } catch (NumberFormatException outOfRange) {
      return Errors.ERANGE;
    }
  }
}
