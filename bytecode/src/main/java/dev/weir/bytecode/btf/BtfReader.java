// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import dev.weir.bytecode.btf.BtfType.Entry;
import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.Member;
import dev.weir.bytecode.btf.BtfType.Parameter;
import dev.weir.bytecode.btf.BtfType.Value;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a `.BTF` section, or of `/sys/kernel/btf/vmlinux`, to types.
///
/// Reads both byte orders and all 19 kinds. References to types that are not there are refused;
/// which kind a reference must have is left to the kernel.
///
/// @kernel v6.12 Documentation/bpf/btf.rst
public final class BtfReader {
  private static final String SECTION = ".BTF";
  private static final int VLEN_MASK = 0xffff;
  private static final int KIND_SHIFT = 24;
  private static final int KIND_MASK = 0x1f;
  private static final int BIT_OFFSET_MASK = 0xffffff;

  private final ByteBuffer in;
  private final BtfStrings strings;

  private BtfReader(ByteBuffer types, BtfStrings strings) {
    this.in = types;
    this.strings = strings;
  }

  /// Reads a section in whichever byte order its magic number says.
  ///
  /// @throws BtfFormatException when the bytes are no BTF
  public static Btf read(byte[] section) {
    BtfHeader header = BtfHeader.read(section);
    ByteBuffer in = ByteBuffer.wrap(section, 0, header.typeEnd()).order(header.order());
    in.position(header.typeStart());
    BtfReader reader = new BtfReader(in, new BtfStrings(header.strings(section)));
    List<BtfType> types = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    while (in.hasRemaining()) {
      starts.add(in.position());
      types.add(reader.type());
    }
    for (int i = 0; i < types.size(); i++) {
      checkReferences(types.get(i), i + 1, types.size(), starts.get(i));
    }
    return new Btf(types);
  }

  /// The string section of a BTF section, to which `.BTF.ext` refers by offset.
  ///
  /// @throws BtfFormatException when the bytes are no BTF
  public static byte[] strings(byte[] section) {
    return BtfHeader.read(section).strings(section);
  }

  private static void checkReferences(BtfType type, int id, int count, int start) {
    BtfReferences.forEach(
        type,
        reference -> {
          if (reference < 0 || reference > count) {
            throw new BtfFormatException(
                SECTION,
                start,
                "type "
                    + id
                    + " refers to type "
                    + Integer.toUnsignedString(reference)
                    + ", expected 0 to "
                    + count);
          }
        });
  }

  private BtfType type() {
    need(12, 1, "a type");
    int at = in.position();
    String name = name();
    int info = in.getInt();
    int sizeOrType = in.getInt();
    int count = info & VLEN_MASK;
    boolean flag = info < 0;
    int kind = info >>> KIND_SHIFT & KIND_MASK;
    return switch (kind) {
      case 1 -> integer(name, sizeOrType);
      case 2 -> new BtfType.Ptr(sizeOrType);
      case 3 -> array();
      case 4 -> new BtfType.Struct(name, sizeOrType, members(count, flag));
      case 5 -> new BtfType.Union(name, sizeOrType, members(count, flag));
      case 6 -> new BtfType.Enum(name, sizeOrType, flag, values(count, flag));
      case 7 -> new BtfType.Forward(name, flag);
      case 8 -> new BtfType.Typedef(name, sizeOrType);
      case 9 -> new BtfType.Volatile(sizeOrType);
      case 10 -> new BtfType.Const(sizeOrType);
      case 11 -> new BtfType.Restrict(sizeOrType);
      case 12 ->
          new BtfType.Function(name, sizeOrType, linkage(FunctionLinkage.values(), count, at));
      case 13 -> new BtfType.FunctionPrototype(sizeOrType, parameters(count));
      case 14 -> {
        need(4, 1, "a variable");
        yield new BtfType.Variable(
            name, sizeOrType, linkage(VariableLinkage.values(), in.getInt(), at));
      }
      case 15 -> new BtfType.DataSection(name, sizeOrType, entries(count));
      case 16 -> new BtfType.Float(name, sizeOrType);
      case 17 -> {
        need(4, 1, "a declaration tag");
        yield new BtfType.DeclTag(name, sizeOrType, in.getInt());
      }
      case 18 -> new BtfType.TypeTag(name, sizeOrType);
      case 19 -> new BtfType.Enum64(name, sizeOrType, flag, values64(count));
      default -> throw fault(at, "found kind " + kind + ", expected 1 to 19");
    };
  }

  private static <L> L linkage(L[] linkages, int number, int at) {
    if (number < 0 || number >= linkages.length) {
      throw fault(
          at,
          "found linkage "
              + Integer.toUnsignedString(number)
              + ", expected 0 to "
              + (linkages.length - 1));
    }
    return linkages[number];
  }

  private BtfType integer(String name, int sizeBytes) {
    need(4, 1, "an integer");
    int at = in.position();
    int data = in.getInt();
    BtfType.Int.Encoding encoding =
        switch (data >>> 24) {
          case 0 -> BtfType.Int.Encoding.UNSIGNED;
          case 1 -> BtfType.Int.Encoding.SIGNED;
          case 2 -> BtfType.Int.Encoding.CHAR;
          case 4 -> BtfType.Int.Encoding.BOOL;
          default ->
              throw fault(
                  at, "found integer encoding " + (data >>> 24) + ", expected 0, 1, 2 or 4");
        };
    if ((data & 0xff00) != 0) {
      throw fault(at, "found reserved bits of an integer set, expected 0");
    }
    return new BtfType.Int(name, sizeBytes, data & 0xff, data >>> 16 & 0xff, encoding);
  }

  private BtfType array() {
    need(12, 1, "an array");
    int element = in.getInt();
    int index = in.getInt();
    return new BtfType.Array(element, index, in.getInt());
  }

  private List<Member> members(int count, boolean bitfields) {
    need(12, count, "members");
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = name();
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
    need(8, count, "enumerators");
    List<Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = name();
      int value = in.getInt();
      values.add(new Value(name, signed ? value : Integer.toUnsignedLong(value)));
    }
    return values;
  }

  private List<Value> values64(int count) {
    need(12, count, "enumerators");
    List<Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = name();
      long low = Integer.toUnsignedLong(in.getInt());
      values.add(new Value(name, (long) in.getInt() << Integer.SIZE | low));
    }
    return values;
  }

  private List<Parameter> parameters(int count) {
    need(8, count, "parameters");
    List<Parameter> parameters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = name();
      parameters.add(new Parameter(name, in.getInt()));
    }
    return parameters;
  }

  private List<Entry> entries(int count) {
    need(12, count, "variables");
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int type = in.getInt();
      int offset = in.getInt();
      entries.add(new Entry(type, offset, in.getInt()));
    }
    return entries;
  }

  private String name() {
    int at = in.position();
    return strings.at(in.getInt(), SECTION, at);
  }

  private void need(int bytes, int count, String what) {
    if (in.remaining() < bytes * count) {
      throw fault(
          in.position(),
          "the types end after "
              + in.remaining()
              + " bytes, expected "
              + bytes * count
              + " bytes of "
              + what);
    }
  }

  private static BtfFormatException fault(int at, String reason) {
    return new BtfFormatException(SECTION, at, reason);
  }
}
