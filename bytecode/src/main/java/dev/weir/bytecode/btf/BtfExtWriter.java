// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// The bytes of a `.BTF.ext` section.
///
/// @kernel v6.12 Documentation/bpf/btf.rst section 4.2 (.BTF.ext section)
public final class BtfExtWriter {
  static final int HEADER_BYTES = 32;
  static final int FUNCTION_BYTES = 8;
  static final int LINE_BYTES = 16;
  static final int CORE_BYTES = 16;
  static final int COLUMN_BITS = 10;

  private final StringTable strings;
  private final ByteOrder order;

  private BtfExtWriter(StringTable strings, ByteOrder order) {
    this.strings = strings;
    this.order = order;
  }

  /// The section's bytes. Lines and columns too great for their fields become the greatest
  /// possible.
  ///
  /// @param strings the strings of `.BTF`, which the records share; write `.BTF` afterwards
  public static byte[] write(BtfExt ext, StringTable strings, ByteOrder order) {
    BtfExtWriter writer = new BtfExtWriter(strings, order);
    byte[] functions = writer.table(ext.functions(), FUNCTION_BYTES, writer::function);
    byte[] lines = writer.table(ext.lines(), LINE_BYTES, writer::line);
    byte[] core = writer.table(ext.relocations(), CORE_BYTES, writer::relocation);
    int total = functions.length + lines.length + core.length;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + total).order(order);
    out.putShort((short) BtfWriter.MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    out.putInt(0).putInt(functions.length);
    out.putInt(functions.length).putInt(lines.length);
    out.putInt(functions.length + lines.length).putInt(core.length);
    return out.put(functions).put(lines).put(core).array();
  }

  private <T> byte[] table(
      Map<String, List<T>> sections, int recordBytes, BiConsumer<ByteBuffer, T> writer) {
    if (sections.isEmpty()) {
      return new byte[0];
    }
    int size = Integer.BYTES;
    for (List<T> items : sections.values()) {
      size += 2 * Integer.BYTES + items.size() * recordBytes;
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(order).putInt(recordBytes);
    sections.forEach((name, items) -> {
      out.putInt(strings.offset(name)).putInt(items.size());
      items.forEach(item -> writer.accept(out, item));
    });
    return out.array();
  }

  private void function(ByteBuffer out, BtfExt.FunctionInfo info) {
    out.putInt(info.offset()).putInt(info.type());
  }

  private void line(ByteBuffer out, BtfExt.Line line) {
    out.putInt(line.offset())
        .putInt(strings.offset(line.file()))
        .putInt(strings.offset(line.text()))
        .putInt(
            Math.min(line.line(), BtfExt.MAX_LINE) << COLUMN_BITS
                | Math.min(line.column(), BtfExt.MAX_COLUMN));
  }

  private void relocation(ByteBuffer out, BtfExt.CoreInfo info) {
    out.putInt(info.offset())
        .putInt(info.type())
        .putInt(strings.offset(info.access()))
        .putInt(info.kind());
  }
}
