// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.btf.BtfType.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A member of a structure or union in Java.
///
/// @param name in Java
/// @param type its type; of a bit field that of its number
/// @param bitOffset from the start of the structure
/// @param bits the width of a bit field, 0 for others
/// @param signed whether a bit field has a sign
/// @param doc for the documentation comment
record Component(
    String name, ValueType type, int bitOffset, int bits, boolean signed, CodeBlock doc) {
  /// What the kernel keeps to itself inside a value: user space reads zeros, and what it writes is
  /// ignored.
  private static final Set<String> KERNEL_ONLY =
      Set.of(
          "bpf_spin_lock",
          "bpf_res_spin_lock",
          "bpf_timer",
          "bpf_wq",
          "bpf_task_work",
          "bpf_list_head",
          "bpf_list_node",
          "bpf_rb_root",
          "bpf_rb_node",
          "bpf_refcount");

  /// The members of a structure or union, with those of nameless structures in it.
  ///
  /// @param owner the class they are for
  /// @param source name of the structure in the object
  static List<Component> of(
      TypeMapper mapper, ClassName owner, String source, List<Member> members, Names names) {
    List<Component> components = new ArrayList<>();
    new Collector(mapper, owner, source, names, components).add(members, 0);
    return components;
  }

  /// The Java type.
  TypeName java() {
    return type.java();
  }

  /// Whether it is a whole member.
  boolean plain() {
    return bits == 0;
  }

  /// An expression that reads it from a `StructBytes` called `in`.
  CodeBlock read() {
    if (plain()) {
      return type.read(bitOffset / Byte.SIZE);
    }
    CodeBlock number = CodeBlock.of("in.bits($L, $L, $L)", bitOffset, bits, signed);
    if (java().equals(TypeName.BOOLEAN)) {
      return CodeBlock.of("$L != 0", number);
    }
    return java().equals(TypeName.INT) ? CodeBlock.of("(int) $L", number) : number;
  }

  /// A statement that writes it to a `StructBytes` called `out`.
  CodeBlock write() {
    String value = name.equals("out") ? "this.out" : name;
    if (plain()) {
      return type.write(bitOffset / Byte.SIZE, value);
    }
    CodeBlock number = CodeBlock.of(java().equals(TypeName.BOOLEAN) ? "$L ? 1 : 0" : "$L", value);
    return CodeBlock.of("out.bits($L, $L, $L, $L)", bitOffset, bits, signed, number);
  }

  private record Collector(
      TypeMapper mapper, ClassName owner, String source, Names names, List<Component> components) {

    void add(List<Member> members, int start) {
      for (Member member : members) {
        int offset = start + member.bitOffset();
        int id = mapper.btf().strip(member.type());
        BtfType type = id == 0 ? new BtfType.Ptr(0) : mapper.btf().type(id);
        if (member.name().isEmpty()
            && type instanceof BtfType.Struct inner
            && !(source.isEmpty() && members.size() == 1)) {
          add(inner.members(), offset);
        } else if (member.bitfieldSize() > 0) {
          addBits(member, type, offset, member.bitfieldSize());
        } else if (type instanceof BtfType.Int i && isPart(i)) {
          addBits(member, type, offset + i.offset(), i.bits());
        } else if (!KERNEL_ONLY.contains(type.name())) {
          addWhole(member, type, offset);
        }
      }
    }

    private static boolean isPart(BtfType.Int type) {
      return type.encoding() != BtfType.Int.Encoding.BOOL
          && (type.offset() != 0 || type.bits() != type.sizeBytes() * Byte.SIZE);
    }

    private void addWhole(Member member, BtfType type, int offset) {
      String memberName = member.name().isEmpty() ? nameless(mapper.btf(), type) : member.name();
      String hint = owner.simpleName() + Names.type(memberName);
      ValueType value = mapper.of(member.type(), hint);
      if (value.sizeBytes() > 0) {
        add(memberName, value, offset, 0, false, note(type, value));
      }
    }

    private void addBits(Member member, BtfType type, int offset, int width) {
      if (member.name().isEmpty()) {
        return;
      }
      boolean bool = type instanceof BtfType.Int i && i.encoding() == BtfType.Int.Encoding.BOOL;
      boolean signed =
          switch (type) {
            case BtfType.Int i -> i.encoding() == BtfType.Int.Encoding.SIGNED;
            case BtfType.Enum e -> e.signed();
            case BtfType.Enum64 e -> e.signed();
            default -> false;
          };
      boolean small = width < Integer.SIZE || (signed && width == Integer.SIZE);
      TypeName java = bool ? TypeName.BOOLEAN : small ? TypeName.INT : TypeName.LONG;
      ValueType value = ValueType.primitive(java, 0, "", "bits");
      add(member.name(), value, offset, width, signed, width == 1 ? "1 bit" : width + " bits");
    }

    private void add(
        String memberName, ValueType value, int offset, int bits, boolean signed, String note) {
      String what = "member `" + source + "." + memberName + "`";
      String name = names.claim(Names.method(memberName), "_", what);
      String text = mapper.object().documentation().member(source, memberName);
      CodeBlock doc =
          CodeBlock.of(
              "$L$L",
              Javadoc.of(text, Javadoc.code(memberName)),
              note.isEmpty() ? "" : " (" + note + ")");
      components.add(new Component(name, value, offset, bits, signed, doc));
    }

    /// What a reader of the documentation should know about a type.
    private static String note(BtfType type, ValueType value) {
      String accessor = value.accessor().orElse("");
      if (type instanceof BtfType.Ptr) {
        return "a kernel address";
      }
      return switch (accessor) {
        case "u8" -> "0 to 255";
        case "u16" -> "0 to 65535";
        case "u32" -> "0 to 4294967295";
        case "be16" -> "0 to 65535; network order in the kernel";
        case "be64" -> "network order in the kernel";
        case "i64" ->
            type instanceof BtfType.Int i && i.encoding() != BtfType.Int.Encoding.SIGNED
                ? "unsigned"
                : "";
        default -> "";
      };
    }

    /// A name for a member without one, of the names in it.
    private static String nameless(Btf btf, BtfType type) {
      List<Member> members =
          switch (type) {
            case BtfType.Struct s -> s.members();
            case BtfType.Union u -> u.members();
            default -> List.of();
          };
      List<String> inner =
          members.stream()
              .map(m ->
                  m.name().isEmpty() && btf.strip(m.type()) != 0
                      ? nameless(btf, btf.type(btf.strip(m.type())))
                      : m.name())
              .limit(2)
              .toList();
      String joint = type instanceof BtfType.Union ? "_or_" : "_and_";
      String joined = String.join(joint, inner);
      return members.size() > 2 ? joined + joint + "others" : joined;
    }
  }
}
