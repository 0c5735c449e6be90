// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Expression.Initializer;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.Path;
import dev.weir.compiler.text.ast.TypeName;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks literals of structures and arrays.
final class StructLiterals {
  private final Body body;
  private final Expressions expressions;

  StructLiterals(Body body, Expressions expressions) {
    this.body = body;
    this.expressions = expressions;
  }

  Expr struct(Expression.StructLiteral literal, @Nullable Type expected) {
    Type type = expected == null ? Type.NONE : expected;
    if (literal.name().isPresent()) {
      Name name = literal.name().get();
      TypeName.Named named = new TypeName.Named(new Path(List.of(name)), List.of(), name.span());
      type = body.session().declarations().type(named, body.module());
    }
    if (!(type instanceof Type.Struct struct)) {
      if (!type.equals(Type.NEVER)) {
        body.report(noStruct(literal, type));
      }
      literal.initializers().forEach(each -> expressions.meaning(each.value(), null));
      return Poison.at(literal.span());
    }
    return byName(literal, struct) ? named(literal, struct) : positional(literal, struct);
  }

  private static Problem noStruct(Expression.StructLiteral literal, Type type) {
    if (literal.name().isPresent()) {
      return TextCode.TYPE_MISMATCH.at(
          "`" + literal.name().get() + "` is not a structure", literal.span(), "");
    }
    return type.equals(Type.NONE)
        ? TextCode.STRUCT_FIELDS
            .at("it is not clear what this is a value of", literal.span(), "")
            .help("write the type in front: `Name { ... }`")
        : TextCode.TYPE_MISMATCH.at(
            "found a structure, expected `" + type + "`", literal.span(), "");
  }

  /// Fields are given by name when one has a name in front, or all are variables named like fields.
  private static boolean byName(Expression.StructLiteral literal, Type.Struct struct) {
    return literal.initializers().stream().anyMatch(each -> each.field().isPresent())
        || !literal.initializers().isEmpty()
            && literal.initializers().stream()
                .allMatch(
                    each -> shorthand(each).flatMap(name -> struct.field(name.text())).isPresent());
  }

  private static Optional<Name> shorthand(Initializer initializer) {
    return initializer.value() instanceof Expression.Reference(Name name)
        ? Optional.of(name)
        : Optional.empty();
  }

  private Expr named(Expression.StructLiteral literal, Type.Struct struct) {
    Map<String, Expr> given = new LinkedHashMap<>();
    for (Initializer initializer : literal.initializers()) {
      Optional<Name> name = initializer.field().or(() -> shorthand(initializer));
      Optional<Type.Field> field = name.flatMap(n -> struct.field(n.text()));
      Expr value = expressions.value(initializer.value(), field.map(Type.Field::type).orElse(null));
      if (name.isEmpty()) {
        body.report(
            TextCode.STRUCT_FIELDS
                .at("this field has no name", initializer.span(), "the others have one")
                .help("write `name: value` for every field, or for none"));
      } else if (field.isEmpty()) {
        Problem problem =
            TextCode.STRUCT_FIELDS.at(
                "`" + struct + "` has no field `" + name.get() + "`", name.get().span(), "");
        List<String> fields = struct.fields().stream().map(Type.Field::name).toList();
        body.report(Names.suggest(problem, name.get().text(), fields, "did you mean"));
      } else if (given.putIfAbsent(field.get().name(), value) != null) {
        body.report(
            TextCode.STRUCT_FIELDS.at(
                "field `" + name.get() + "` is given twice", initializer.span(), ""));
      }
    }
    List<String> missing =
        settable(struct).stream()
            .map(Type.Field::name)
            .filter(field -> !given.containsKey(field))
            .toList();
    if (!missing.isEmpty()) {
      body.report(
          TextCode.STRUCT_FIELDS.at(
              "`" + struct + "` needs " + list(missing), literal.span(), "missing fields"));
      return Poison.at(literal.span());
    }
    return value(struct, given, literal.span());
  }

  private Expr positional(Expression.StructLiteral literal, Type.Struct struct) {
    List<Initializer> given = literal.initializers();
    List<Type.Field> fields = settable(struct);
    Map<String, Expr> values = new LinkedHashMap<>();
    for (int i = 0; i < given.size(); i++) {
      boolean known = i < fields.size();
      Expr value = expressions.value(given.get(i).value(), known ? fields.get(i).type() : null);
      if (known) {
        values.put(fields.get(i).name(), value);
      }
    }
    if (given.size() != fields.size()) {
      List<String> all = fields.stream().map(Type.Field::name).toList();
      body.report(
          TextCode.STRUCT_FIELDS.at(
              "`"
                  + struct
                  + "` has the fields "
                  + list(all)
                  + ", found "
                  + given.size()
                  + (given.size() == 1 ? " value" : " values"),
              literal.span(),
              "expected " + all.size()));
      return Poison.at(literal.span());
    }
    return value(struct, values, literal.span());
  }

  /// The fields that literals give: locks are free where a value is made.
  private static List<Type.Field> settable(Type.Struct struct) {
    return struct.fields().stream().filter(field -> !field.type().equals(Type.SPIN_LOCK)).toList();
  }

  private static Expr value(Type.Struct struct, Map<String, Expr> given, Span span) {
    Expr free =
        new Expr.StructValue(Type.SPIN_LOCK, List.of(new Expr.Const(0, Type.U32, span)), span);
    List<Expr> values =
        struct.fields().stream().map(field -> given.getOrDefault(field.name(), free)).toList();
    return new Expr.StructValue(struct, values, span);
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().map(name -> "`" + name + "`").toList());
  }

  Expr array(Expression.ArrayLiteral literal, @Nullable Type expected) {
    Type element = expected instanceof Type.Array(Type of, _) ? of : null;
    List<Expr> values = new ArrayList<>();
    for (Expression each : literal.elements()) {
      Expr value = expressions.value(each, element);
      if (element == null && !Poison.is(value)) {
        element = value.type();
      }
      values.add(value);
    }
    if (element == null) {
      body.report(TextCode.BAD_LAYOUT.at("an array without elements", literal.span(), ""));
      return Poison.at(literal.span());
    }
    return new Expr.ArrayValue(new Type.Array(element, values.size()), values, literal.span());
  }

  Expr repeat(Expression.RepeatLiteral literal, @Nullable Type expected) {
    Type element = expected instanceof Type.Array(Type of, _) ? of : null;
    Expr value = expressions.value(literal.value(), element);
    Optional<Long> length =
        body.session()
            .declarations()
            .number(literal.length(), Type.U32, body.module(), "an array length");
    if (length.isEmpty() || Poison.is(value)) {
      return Poison.at(literal.span());
    }
    if (length.get() < 1 || length.get() > 512) {
      body.report(
          TextCode.BAD_LAYOUT.at(
              "an array literal of " + length.get() + " elements",
              literal.span(),
              "expected 1 to 512, the size of the stack"));
      return Poison.at(literal.span());
    }
    int count = length.get().intValue();
    return new Expr.ArrayValue(
        new Type.Array(value.type(), count), Collections.nCopies(count, value), literal.span());
  }
}
