// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Types to the bytes of a `.BTF` section.
///
/// @kernel v6.12 Documentation/bpf/btf.rst
public final class BtfWriter {
  static final int MAGIC = 0xeb9f;
  static final int HEADER_BYTES = 24;
  private static final int MAX_COUNT = 0xffff;

  private final StringTable strings;
  private final ByteBuffer out;

  private BtfWriter(StringTable strings, ByteBuffer out) {
    this.strings = strings;
    this.out = out;
  }

  /// The little-endian section of some types.
  public static byte[] write(Btf btf) {
    return write(btf, new StringTable(), ByteOrder.LITTLE_ENDIAN);
  }

  /// The section in a byte order.
  ///
  /// @param strings where the names go; strings that are in it already are kept, so that `.BTF.ext`
  ///   can share the string section
  public static byte[] write(Btf btf, StringTable strings, ByteOrder order) {
    int size = btf.types().stream().mapToInt(BtfWriter::sizeBytes).sum();
    ByteBuffer types = ByteBuffer.allocate(size).order(order);
    BtfWriter writer = new BtfWriter(strings, types);
    btf.types().forEach(writer::type);
    byte[] names = strings.toByteArray();
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + size + names.length).order(order);
    out.putShort((short) MAGIC).put((byte) 1).put((byte) 0).putInt(HEADER_BYTES);
    out.putInt(0).putInt(size).putInt(size).putInt(names.length);
    return out.put(types.array()).put(names).array();
  }

  private static int sizeBytes(BtfType type) {
    return 12
        + switch (type) {
          case BtfType.Int _, BtfType.Variable _, BtfType.DeclTag _ -> 4;
          case BtfType.Array _ -> 12;
          case BtfType.Struct t -> 12 * t.members().size();
          case BtfType.Union t -> 12 * t.members().size();
          case BtfType.Enum t -> 8 * t.values().size();
          case BtfType.Enum64 t -> 12 * t.values().size();
          case BtfType.FunctionPrototype t -> 8 * t.parameters().size();
          case BtfType.DataSection t -> 12 * t.entries().size();
          case BtfType.Ptr _,
              BtfType.Forward _,
              BtfType.Typedef _,
              BtfType.Volatile _,
              BtfType.Const _,
              BtfType.Restrict _,
              BtfType.Function _,
              BtfType.Float _,
              BtfType.TypeTag _ ->
              0;
        };
  }

  private void type(BtfType type) {
    switch (type) {
      case BtfType.Int t -> {
        head(t.name(), 1, 0, false, t.sizeBytes());
        out.putInt(encoding(t.encoding()) << 24 | t.offset() << 16 | t.bits());
      }
      case BtfType.Ptr t -> head("", 2, 0, false, t.type());
      case BtfType.Array t -> {
        head("", 3, 0, false, 0);
        out.putInt(t.elementType()).putInt(t.indexType()).putInt(t.count());
      }
      case BtfType.Struct t -> members(t.name(), 4, t.sizeBytes(), t.members());
      case BtfType.Union t -> members(t.name(), 5, t.sizeBytes(), t.members());
      case BtfType.Enum t -> {
        head(t.name(), 6, t.values().size(), t.signed(), t.sizeBytes());
        t.values().forEach(v -> out.putInt(name(v.name())).putInt((int) v.value()));
      }
      case BtfType.Forward t -> head(t.name(), 7, 0, t.union(), 0);
      case BtfType.Typedef t -> head(t.name(), 8, 0, false, t.type());
      case BtfType.Volatile t -> head("", 9, 0, false, t.type());
      case BtfType.Const t -> head("", 10, 0, false, t.type());
      case BtfType.Restrict t -> head("", 11, 0, false, t.type());
      case BtfType.Function t -> head(t.name(), 12, t.linkage().ordinal(), false, t.prototype());
      case BtfType.FunctionPrototype t -> {
        head("", 13, t.parameters().size(), false, t.returnType());
        t.parameters().forEach(p -> out.putInt(name(p.name())).putInt(p.type()));
      }
      case BtfType.Variable t -> {
        head(t.name(), 14, 0, false, t.type());
        out.putInt(t.linkage().ordinal());
      }
      case BtfType.DataSection t -> {
        head(t.name(), 15, t.entries().size(), false, t.sizeBytes());
        t.entries().forEach(e -> out.putInt(e.type()).putInt(e.offset()).putInt(e.size()));
      }
      case BtfType.Float t -> head(t.name(), 16, 0, false, t.sizeBytes());
      case BtfType.DeclTag t -> {
        head(t.name(), 17, 0, false, t.type());
        out.putInt(t.component());
      }
      case BtfType.TypeTag t -> head(t.name(), 18, 0, false, t.type());
      case BtfType.Enum64 t -> {
        head(t.name(), 19, t.values().size(), t.signed(), t.sizeBytes());
        t.values()
            .forEach(v ->
                out.putInt(name(v.name()))
                    .putInt((int) v.value())
                    .putInt((int) (v.value() >>> 32)));
      }
    }
  }

  private static int encoding(BtfType.Int.Encoding encoding) {
    return switch (encoding) {
      case UNSIGNED -> 0;
      case SIGNED -> 1;
      case CHAR -> 2;
      case BOOL -> 4;
    };
  }

  private void members(String name, int kind, int sizeBytes, List<BtfType.Member> members) {
    boolean bitfields = members.stream().anyMatch(m -> m.bitfieldSize() != 0);
    head(name, kind, members.size(), bitfields, sizeBytes);
    for (BtfType.Member m : members) {
      if (bitfields && (m.bitOffset() >>> 24 != 0 || m.bitfieldSize() >>> 8 != 0)) {
        throw new IllegalArgumentException(
            "member `"
                + m.name()
                + "` of `"
                + name
                + "` with bit fields: bit "
                + m.bitOffset()
                + ", "
                + m.bitfieldSize()
                + " bits");
      }
      out.putInt(name(m.name())).putInt(m.type());
      out.putInt(bitfields ? m.bitfieldSize() << 24 | m.bitOffset() : m.bitOffset());
    }
  }

  private void head(String name, int kind, int count, boolean flag, int sizeOrType) {
    if (count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "type `" + name + "` has " + count + " parts, expected at most " + MAX_COUNT);
    }
    out.putInt(name(name)).putInt((flag ? 1 << 31 : 0) | kind << 24 | count).putInt(sizeOrType);
  }

  private int name(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name with a zero character: " + name);
    }
    return strings.offset(name);
  }
}
