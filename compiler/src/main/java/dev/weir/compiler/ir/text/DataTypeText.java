// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.text;

import dev.weir.compiler.ir.DataType;
import dev.weir.compiler.ir.DataType.Constant;
import dev.weir.compiler.ir.DataType.Field;
import dev.weir.compiler.ir.IrFunction.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Data types, names and strings in IR text: both directions side by side.
///
/// ```text
/// u32:4   s8:1 signed   bool:1 bool   void   *T   [T; 4]   opaque sk_buff   named ip4 T
/// struct key 8 align 4 { 0 address be32:4, 4 port be16:2 "in network order" }
/// enum action:1 { Deny 0, Allow 1 }    enum delta:4 signed { Down -1 }
/// ```
final class DataTypeText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private DataTypeText() {}

  /// A name as text: plain where it is an identifier, else quoted.
  static String name(String name) {
    return PLAIN.matcher(name).matches() ? name : quote(name);
  }

  /// A string in quotes.
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        default -> out.append(c);
      }
    }
    return out.append('"').toString();
  }

  static String print(DataType type) {
    return switch (type) {
      case DataType.IntType o ->
          name(o.name())
              + ":"
              + o.sizeBytes()
              + (o.signed() ? " signed" : "")
              + (o.bool() ? " bool" : "");
      case DataType.VoidType() -> "void";
      case DataType.PointerType(DataType target) -> "*" + print(target);
      case DataType.ArrayType(DataType element, int count) ->
          "[" + print(element) + "; " + count + "]";
      case DataType.StructType o ->
          "struct "
              + name(o.name())
              + " "
              + o.sizeBytes()
              + " align "
              + o.alignBytes()
              + o.fields().stream()
                  .map(DataTypeText::print)
                  .collect(Collectors.joining(", ", " { ", " }"));
      case DataType.EnumType o ->
          "enum "
              + name(o.name())
              + ":"
              + o.sizeBytes()
              + (o.signed() ? " signed" : "")
              + o.constants().stream()
                  .map(c -> name(c.name()) + " " + c.value())
                  .collect(Collectors.joining(", ", " { ", " }"));
      case DataType.NamedType(String name, DataType target) ->
          "named " + name(name) + " " + print(target);
      case DataType.OpaqueStruct(String name) -> "opaque " + name(name);
    };
  }

  private static String print(Field field) {
    return field.offsetBytes()
        + " "
        + name(field.name())
        + " "
        + print(field.type())
        + (field.doc().isEmpty() ? "" : " " + quote(field.doc()));
  }

  static String print(Signature signature) {
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < signature.parameters().size(); i++) {
      parameters.add(
          name(signature.parameterNames().get(i)) + " " + print(signature.parameters().get(i)));
    }
    return "("
        + String.join(", ", parameters)
        + ")"
        + signature.result().map(result -> " -> " + print(result)).orElse("");
  }

  static Signature parseSignature(Tokens in) {
    List<String> names = new ArrayList<>();
    List<DataType> types = new ArrayList<>();
    in.list(
        "(",
        ")",
        () -> {
          names.add(in.name());
          types.add(parse(in));
        });
    Optional<DataType> result = in.accept("->") ? Optional.of(parse(in)) : Optional.empty();
    return new Signature(names, types, result);
  }

  static DataType parse(Tokens in) {
    if (in.accept("*")) {
      return new DataType.PointerType(parse(in));
    }
    if (in.accept("[")) {
      DataType element = parse(in);
      in.expect(";");
      int count = in.integer();
      in.expect("]");
      return new DataType.ArrayType(element, count);
    }
    if (!in.is(":", 1)) {
      if (in.accept("void")) {
        return new DataType.VoidType();
      }
      if (in.accept("struct")) {
        return struct(in);
      }
      if (in.accept("enum")) {
        return enumeration(in);
      }
      if (in.accept("named")) {
        return new DataType.NamedType(in.name(), parse(in));
      }
      in.expect("opaque");
      return new DataType.OpaqueStruct(in.name());
    }
    String name = in.name();
    in.expect(":");
    return new DataType.IntType(name, in.integer(), in.accept("signed"), in.accept("bool"));
  }

  private static DataType struct(Tokens in) {
    String name = in.name();
    int size = in.integer();
    in.expect("align");
    int align = in.integer();
    List<Field> fields = new ArrayList<>();
    in.list(
        "{",
        "}",
        () -> {
          int offset = in.integer();
          String field = in.name();
          DataType type = parse(in);
          fields.add(new Field(field, offset, type, in.isString() ? in.string() : ""));
        });
    return new DataType.StructType(name, size, align, fields);
  }

  private static DataType enumeration(Tokens in) {
    String name = in.name();
    in.expect(":");
    int size = in.integer();
    boolean signed = in.accept("signed");
    List<Constant> constants = new ArrayList<>();
    in.list("{", "}", () -> constants.add(new Constant(in.name(), in.number())));
    return new DataType.EnumType(name, size, signed, constants);
  }
}
