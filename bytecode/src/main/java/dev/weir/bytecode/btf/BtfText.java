// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.btf;

import dev.weir.bytecode.btf.BtfType.FunctionLinkage;
import dev.weir.bytecode.btf.BtfType.VariableLinkage;
import java.util.List;

/// Types as text, a line each and one for each member, as `bpftool btf dump file FILE format raw`
/// prints them.
///
/// ```text
/// [1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
/// [2] STRUCT 'pair' size=8 vlen=2
///         'a' type_id=1 bits_offset=0
///         'b' type_id=1 bits_offset=32
/// ```
public final class BtfText {
  private final Btf btf;
  private final StringBuilder out = new StringBuilder();

  private BtfText(Btf btf) {
    this.btf = btf;
  }

  /// All types, each line ended.
  public static String print(Btf btf) {
    BtfText text = new BtfText(btf);
    for (int id = 1; id <= btf.types().size(); id++) {
      text.type(id, btf.type(id));
    }
    return text.out.toString();
  }

  private void type(int id, BtfType type) {
    out.append('[')
        .append(id)
        .append("] ")
        .append(kind(type))
        .append(" '")
        .append(name(type))
        .append('\'');
    switch (type) {
      case BtfType.Int t ->
          end(
              " size="
                  + t.sizeBytes()
                  + " bits_offset="
                  + t.offset()
                  + " nr_bits="
                  + t.bits()
                  + " encoding="
                  + encoding(t.encoding()));
      case BtfType.Array t ->
          end(
              " type_id="
                  + t.elementType()
                  + " index_type_id="
                  + t.indexType()
                  + " nr_elems="
                  + Integer.toUnsignedString(t.count()));
      case BtfType.Struct t -> members(t.sizeBytes(), t.members());
      case BtfType.Union t -> members(t.sizeBytes(), t.members());
      case BtfType.Enum t -> values(t.signed(), t.sizeBytes(), t.values(), "");
      case BtfType.Enum64 t ->
          values(t.signed(), t.sizeBytes(), t.values(), t.signed() ? "LL" : "ULL");
      case BtfType.Forward t -> end(" fwd_kind=" + (t.union() ? "union" : "struct"));
      case BtfType.Ptr t -> reference(t.type());
      case BtfType.Typedef t -> reference(t.type());
      case BtfType.Volatile t -> reference(t.type());
      case BtfType.Const t -> reference(t.type());
      case BtfType.Restrict t -> reference(t.type());
      case BtfType.TypeTag t -> reference(t.type());
      case BtfType.Function t -> end(" type_id=" + t.prototype() + " linkage=" + word(t.linkage()));
      case BtfType.FunctionPrototype t -> prototype(t);
      case BtfType.Variable t -> end(" type_id=" + t.type() + ", linkage=" + word(t.linkage()));
      case BtfType.DataSection t -> section(t);
      case BtfType.Float t -> end(" size=" + t.sizeBytes());
      case BtfType.DeclTag t -> end(" type_id=" + t.type() + " component_idx=" + t.component());
    }
  }

  private static String kind(BtfType type) {
    return switch (type) {
      case BtfType.Int _ -> "INT";
      case BtfType.Ptr _ -> "PTR";
      case BtfType.Array _ -> "ARRAY";
      case BtfType.Struct _ -> "STRUCT";
      case BtfType.Union _ -> "UNION";
      case BtfType.Enum _ -> "ENUM";
      case BtfType.Forward _ -> "FWD";
      case BtfType.Typedef _ -> "TYPEDEF";
      case BtfType.Volatile _ -> "VOLATILE";
      case BtfType.Const _ -> "CONST";
      case BtfType.Restrict _ -> "RESTRICT";
      case BtfType.Function _ -> "FUNC";
      case BtfType.FunctionPrototype _ -> "FUNC_PROTO";
      case BtfType.Variable _ -> "VAR";
      case BtfType.DataSection _ -> "DATASEC";
      case BtfType.Float _ -> "FLOAT";
      case BtfType.DeclTag _ -> "DECL_TAG";
      case BtfType.TypeTag _ -> "TYPE_TAG";
      case BtfType.Enum64 _ -> "ENUM64";
    };
  }

  private static String name(BtfType type) {
    return shown(type.name());
  }

  private static String shown(String name) {
    return name.isEmpty() ? "(anon)" : name;
  }

  private static String encoding(BtfType.Int.Encoding encoding) {
    return switch (encoding) {
      case UNSIGNED -> "(none)";
      case SIGNED -> "SIGNED";
      case CHAR -> "CHAR";
      case BOOL -> "BOOL";
    };
  }

  private static String word(FunctionLinkage linkage) {
    return switch (linkage) {
      case STATIC -> "static";
      case GLOBAL -> "global";
      case EXTERN -> "extern";
    };
  }

  private static String word(VariableLinkage linkage) {
    return switch (linkage) {
      case STATIC -> "static";
      case GLOBAL_ALLOCATED -> "global";
      case EXTERN -> "extern";
    };
  }

  private void members(int sizeBytes, List<BtfType.Member> members) {
    end(" size=" + Integer.toUnsignedString(sizeBytes) + " vlen=" + members.size());
    for (BtfType.Member m : members) {
      part(
          "'"
              + shown(m.name())
              + "' type_id="
              + m.type()
              + " bits_offset="
              + Integer.toUnsignedString(m.bitOffset())
              + (m.bitfieldSize() == 0 ? "" : " bitfield_size=" + m.bitfieldSize()));
    }
  }

  private void values(boolean signed, int sizeBytes, List<BtfType.Value> values, String suffix) {
    end(
        " encoding="
            + (signed ? "SIGNED" : "UNSIGNED")
            + " size="
            + sizeBytes
            + " vlen="
            + values.size());
    for (BtfType.Value v : values) {
      String number = signed ? Long.toString(v.value()) : Long.toUnsignedString(v.value());
      part("'" + shown(v.name()) + "' val=" + number + suffix);
    }
  }

  private void prototype(BtfType.FunctionPrototype t) {
    end(" ret_type_id=" + t.returnType() + " vlen=" + t.parameters().size());
    for (BtfType.Parameter p : t.parameters()) {
      part("'" + shown(p.name()) + "' type_id=" + p.type());
    }
  }

  private void section(BtfType.DataSection t) {
    end(" size=" + Integer.toUnsignedString(t.sizeBytes()) + " vlen=" + t.entries().size());
    for (BtfType.Entry e : t.entries()) {
      String target =
          e.type() > 0 && e.type() <= btf.types().size()
              ? " (" + kind(btf.type(e.type())) + " '" + name(btf.type(e.type())) + "')"
              : "";
      part("type_id=" + e.type() + " offset=" + e.offset() + " size=" + e.size() + target);
    }
  }

  private void reference(int type) {
    end(" type_id=" + type);
  }

  private void end(String rest) {
    out.append(rest).append('\n');
  }

  private void part(String text) {
    out.append('\t').append(text).append('\n');
  }
}
