// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import dev.weir.bytecode.btf.BtfType.Entry;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfType.Parameter;
import dev.weir.bytecode.btf.BtfType.Value;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// The bytes of a `.BTF` section, or of `/sys/kernel/btf/vmlinux`, to types.
///
/// @kernel v6.12 Documentation/bpf/btf.rst
public final class BtfReader {
  private static final int VLEN_MASK = 0xffff;
  private static final int KIND_SHIFT = 24;
  private static final int KIND_MASK = 0x1f;
  private static final int BIT_OFFSET_MASK = 0xffffff;

  private final ByteBuffer in;
  private final byte[] strings;
  private final Map<Integer, String> names = new HashMap<>();

  private BtfReader(ByteBuffer types, byte[] strings) {
    this.in = types;
    this.strings = strings;
  }

  /// Reads a section in whichever byte order its magic number says.
  ///
  /// @throws IllegalArgumentException with a message fit for the user when the bytes are no BTF
  public static Btf read(byte[] section) {
    try {
      return parse(section);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the BTF section is truncated", e);
    }
  }

  /// The string section of a BTF section, to which `.BTF.ext` refers by offset.
  ///
  /// @throws IllegalArgumentException with a message fit for the user when the bytes are no BTF
  public static byte[] strings(byte[] section) {
    try {
      return Header.of(section).slice(section, Header::stringOffset, Header::stringBytes);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the BTF section is truncated", e);
    }
  }

  private static Btf parse(byte[] section) {
    Header header = Header.of(section);
    byte[] types = header.slice(section, Header::typeOffset, Header::typeBytes);
    byte[] strings = header.slice(section, Header::stringOffset, Header::stringBytes);
    BtfReader reader = new BtfReader(ByteBuffer.wrap(types).order(header.order()), strings);
    List<BtfType> result = new ArrayList<>();
    while (reader.in.hasRemaining()) {
      result.add(reader.type(result.size() + 1));
    }
    return new Btf(result);
  }

  private record Header(
      ByteOrder order,
      int headerBytes,
      int typeOffset,
      int typeBytes,
      int stringOffset,
      int stringBytes) {
    static Header of(byte[] section) {
      ByteBuffer in = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
      int magic = Short.toUnsignedInt(in.getShort());
      if (magic != BtfWriter.MAGIC) {
        in.order(ByteOrder.BIG_ENDIAN);
        magic = Short.toUnsignedInt(in.getShort(0));
      }
      if (magic != BtfWriter.MAGIC) {
        throw new IllegalArgumentException("the BTF section does not start with 0xeb9f");
      }
      int version = in.get();
      if (version != 1) {
        throw new IllegalArgumentException("BTF version " + version + "; expected 1");
      }
      in.get();
      return new Header(
          in.order(), in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }

    byte[] slice(byte[] section, ToIntFunction<Header> offset, ToIntFunction<Header> size) {
      byte[] part = new byte[Math.clamp(size.applyAsInt(this), 0, section.length)];
      ByteBuffer.wrap(section).get(headerBytes + offset.applyAsInt(this), part);
      return part;
    }
  }

  private BtfType type(int id) {
    String name = string(in.getInt());
    int info = in.getInt();
    int sizeOrType = in.getInt();
    int count = info & VLEN_MASK;
    boolean flag = info < 0;
    return switch (info >>> KIND_SHIFT & KIND_MASK) {
      case 1 -> integer(name, sizeOrType);
      case 2 -> new BtfType.Ptr(sizeOrType);
      case 3 -> {
        int element = in.getInt();
        int index = in.getInt();
        yield new BtfType.Array(element, index, in.getInt());
      }
      case 4 -> new BtfType.Struct(name, sizeOrType, members(count, flag));
      case 5 -> new BtfType.Union(name, sizeOrType, members(count, flag));
      case 6 -> new BtfType.Enum(name, sizeOrType, flag, values(count, flag));
      case 7 -> new BtfType.Forward(name, flag);
      case 8 -> new BtfType.Typedef(name, sizeOrType);
      case 9 -> new BtfType.Volatile(sizeOrType);
      case 10 -> new BtfType.Const(sizeOrType);
      case 11 -> new BtfType.Restrict(sizeOrType);
      case 12 -> new BtfType.Function(name, sizeOrType, FunctionLinkage.values()[count]);
      case 13 -> new BtfType.FunctionPrototype(sizeOrType, parameters(count));
      case 14 -> new BtfType.Variable(name, sizeOrType, VariableLinkage.values()[in.getInt()]);
      case 15 -> new BtfType.DataSection(name, sizeOrType, entries(count));
      case 16 -> new BtfType.Float(name, sizeOrType);
      case 17 -> new BtfType.DeclTag(name, sizeOrType, in.getInt());
      case 18 -> new BtfType.TypeTag(name, sizeOrType);
      case 19 -> new BtfType.Enum64(name, sizeOrType, flag, values64(count));
      default ->
          throw new IllegalArgumentException(
              "BTF type " + id + " is of the unknown kind " + (info >>> KIND_SHIFT & KIND_MASK));
    };
  }

  private BtfType integer(String name, int sizeBytes) {
    int data = in.getInt();
    BtfType.Int.Encoding encoding =
        switch (data >>> 24 & 0xf) {
          case 1 -> BtfType.Int.Encoding.SIGNED;
          case 2 -> BtfType.Int.Encoding.CHAR;
          case 4 -> BtfType.Int.Encoding.BOOL;
          default -> BtfType.Int.Encoding.UNSIGNED;
        };
    return new BtfType.Int(name, sizeBytes, data & 0xff, data >>> 16 & 0xff, encoding);
  }

  private List<Member> members(int count, boolean bitfields) {
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = string(in.getInt());
      int type = in.getInt();
      int offset = in.getInt();
      members.add(
          bitfields
              ? new Member(name, type, offset & BIT_OFFSET_MASK, offset >>> 24)
              : new Member(name, type, offset, 0));
    }
    return members;
  }

  private List<Value> values(int count, boolean signed) {
    List<Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = string(in.getInt());
      int value = in.getInt();
      values.add(new Value(name, signed ? value : Integer.toUnsignedLong(value)));
    }
    return values;
  }

  private List<Value> values64(int count) {
    List<Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = string(in.getInt());
      long low = Integer.toUnsignedLong(in.getInt());
      values.add(new Value(name, (long) in.getInt() << Integer.SIZE | low));
    }
    return values;
  }

  private List<Parameter> parameters(int count) {
    List<Parameter> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = string(in.getInt());
      parameters.add(new Parameter(name, in.getInt()));
    }
    return parameters;
  }

  private List<Entry> entries(int count) {
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int type = in.getInt();
      int offset = in.getInt();
      entries.add(new Entry(type, offset, in.getInt()));
    }
    return entries;
  }

  private String string(int offset) {
    return offset == 0 ? "" : names.computeIfAbsent(offset, this::decode);
  }

  private String decode(int offset) {
    int end = offset;
    while (strings[end] != 0) {
      end++;
    }
    return new String(strings, offset, end - offset, StandardCharsets.UTF_8);
  }
}
