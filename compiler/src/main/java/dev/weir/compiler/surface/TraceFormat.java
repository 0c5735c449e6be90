// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/// What users write to print, as `bpf_trace_printk` takes it: `{}` prints a number, `{x}` prints it
/// in hexadecimal; `{{` and `}}` are braces.
///
/// @param text the kernel's format, a line
/// @param placeholders how many numbers it prints
public record TraceFormat(String text, int placeholders) {
  private static final int MOST = 3;

  /// A format that cannot be printed.
  public static final class Unprintable extends Exception {
    private static final long serialVersionUID = 1;
    private final String help;

    Unprintable(String message, String help) {
      super(message);
      this.help = help;
    }

    /// What to write instead; may be empty.
    public String help() {
      return help;
    }
  }

  /// Translates a format for so many values.
  ///
  /// @param signed whether the value of an index is a signed number
  /// @throws Unprintable when it is no format, or not one for the values
  public static TraceFormat of(String format, int values, IntPredicate signed) throws Unprintable {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = format.indexOf('}', i);
        String inside = end < 0 ? "?" : format.substring(i + 1, end);
        if (!inside.isEmpty() && !inside.equals("x")) {
          throw new Unprintable(
              "`{" + inside + "}` is not a placeholder",
              "write `{}` for a number, `{x}` for hexadecimal, `{{` for a brace");
        }
        out.append(inside.equals("x") ? "%llx" : signed.test(used) ? "%lld" : "%llu");
        used++;
        i = end;
      } else if (c > 126 || c == '\n') {
        throw new Unprintable("a trace is one line of ASCII", "");
      } else {
        out.append(c == '%' ? "%%" : String.valueOf(c));
      }
    }
    if (used != values || used > MOST) {
      throw new Unprintable(
          used + " placeholders for " + values + " values",
          used > MOST ? "the kernel prints at most 3" : "write as many as there are values");
    }
    return new TraceFormat(out.append('\n').toString(), used);
  }

  /// The bytes of the format with its terminating zero.
  public byte[] bytes() {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }
}
