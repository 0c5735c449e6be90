// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.listing;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.DataSection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Reads and writes `.section NAME` with its `.var`, `.bytes` and `.zero` lines.
final class DataDirective {
  private static final int BYTES_A_LINE = 32;

  private DataDirective() {}

  /// What to do with a line that gives no bytes.
  interface OtherLine {
    void read(int position, Line line) throws LineError;
  }

  /// Reads a section.
  static DataSection section(Block block, Diagnostics sink) throws LineError {
    Line head = block.head();
    head.take();
    String name = head.expectName("the section's name");
    int id = head.accept("btf") ? new Numbers(head).int32() : 0;
    head.expectEnd();
    List<DataSection.Variable> variables = new ArrayList<>();
    byte[] content = bytes(block.body(), sink, (at, line) -> variables.add(variable(at, line)));
    return new DataSection(name, content, variables, id);
  }

  /// `.var NAME SIZE` at the position reached, or `.var NAME SIZE at OFFSET`.
  private static DataSection.Variable variable(int at, Line line) throws LineError {
    if (!line.peek().is(".var")) {
      throw line.expected("`.var`, `.bytes` or `.zero`");
    }
    line.take();
    String name = line.expectName("the variable's name");
    Numbers numbers = new Numbers(line);
    int size = (int) numbers.number("its size in bytes", 0, Integer.MAX_VALUE);
    int offset = line.accept("at") ? (int) numbers.number("its offset", 0, Integer.MAX_VALUE) : at;
    int id = line.accept("btf") ? numbers.int32() : 0;
    line.expectEnd();
    return new DataSection.Variable(name, offset, size, id);
  }

  /// The bytes of `.bytes` and `.zero` lines.
  static byte[] bytes(List<Line> lines, Diagnostics sink, OtherLine other) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Line line : lines) {
      try {
        if (line.accept(".bytes")) {
          out.writeBytes(hex(line));
        } else if (line.accept(".zero")) {
          out.writeBytes(new byte[(int) new Numbers(line).number("a number of bytes", 0, 1 << 26)]);
          line.expectEnd();
        } else {
          other.read(out.size(), line);
        }
      } catch (LineError error) {
        sink.report(error.problem());
      }
    }
    return out.toByteArray();
  }

  private static byte[] hex(Line line) throws LineError {
    Token first = line.peek();
    StringBuilder digits = new StringBuilder();
    while (!line.atEnd()) {
      digits.append(line.take().text());
    }
    if (!digits.toString().matches("([0-9a-fA-F]{2})*")) {
      throw line.error(
          ListingProblem.SYNTAX,
          "`.bytes` takes pairs of hexadecimal digits",
          line.spanFrom(first),
          digits.length() + " characters");
    }
    return HexFormat.of().parseHex(digits);
  }

  /// The lines of a section.
  static String write(DataSection section) {
    StringBuilder out = new StringBuilder(".section ").append(Quoted.name(section.name()));
    btf(out, section.btfId());
    out.append('\n');
    for (DataSection.Variable variable : section.variables()) {
      out.append("  .var ")
          .append(Quoted.name(variable.name()))
          .append(' ')
          .append(variable.size());
      out.append(" at ").append(variable.offset());
      btf(out, variable.btfId());
      out.append('\n');
    }
    return out.append(write(section.content())).toString();
  }

  /// Bytes as `.bytes` lines, or as `.zero` when they all are.
  static String write(byte[] content) {
    StringBuilder out = new StringBuilder();
    boolean zero = true;
    for (byte b : content) {
      zero &= b == 0;
    }
    if (zero && content.length > 0) {
      return "  .zero " + content.length + "\n";
    }
    for (int at = 0; at < content.length; at += BYTES_A_LINE) {
      int end = Math.min(at + BYTES_A_LINE, content.length);
      out.append("  .bytes ").append(HexFormat.of().formatHex(content, at, end)).append('\n');
    }
    return out.toString();
  }

  private static void btf(StringBuilder out, int id) {
    if (id != 0) {
      out.append(" btf ").append(id);
    }
  }
}
