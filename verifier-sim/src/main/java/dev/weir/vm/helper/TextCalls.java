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
    String line =
        Format.text(m.memory(), m.memory().string(at, (int) size), i -> i < 3 ? values[i] : 0);
    m.run().trace().add(line);
    return line.length();
  }

  private static long printMany(Machine m, long at, long size, long values, long bytes, long e) {
    String line =
        Format.text(
            m.memory(), m.memory().string(at, (int) size), array(m.memory(), values, bytes));
    m.run().trace().add(line);
    return line.length();
  }

  private static long format(Machine m, long to, long size, long at, long values, long bytes) {
    if ((bytes & 7) != 0 || bytes > 12 * 8) {
      return Errors.EINVAL;
    }
    byte[] text =
        Format.text(m.memory(), text(m, at), array(m.memory(), values, bytes))
            .getBytes(StandardCharsets.UTF_8);
    if (size > 0) {
      byte[] cut = Arrays.copyOf(text, Math.min(text.length, (int) size - 1));
      m.memory().write(to, Arrays.copyOf(cut, cut.length + 1));
    }
    return text.length + 1L;
  }

  private static IntToLongFunction array(Memory memory, long at, long bytes) {
    return i -> i * 8L < bytes ? memory.load8(at + i * 8L) : 0;
  }

  private static long compare(Machine m, long at, long size, long other, long d, long e) {
    byte[] left = m.memory().read(at, (int) size);
    byte[] right = Arrays.copyOf(text(m, other).getBytes(StandardCharsets.UTF_8), left.length);
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
