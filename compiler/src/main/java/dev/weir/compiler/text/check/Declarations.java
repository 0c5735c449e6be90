// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.compiler.surface.Layouts;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Expression;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.ast.TypeName;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Global;
import dev.weir.compiler.text.typed.MapDeclaration;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What declared names stand for: types, maps, constants and globals, each worked out when first
/// needed. [Type#NEVER] stands for a type that could not be made out.
final class Declarations {
  private final Session session;
  private final Map<Declared, Type> types = new LinkedHashMap<>();
  private final Map<Declared, Global> globals = new LinkedHashMap<>();
  private final Map<Declared, MapDeclaration> maps = new LinkedHashMap<>();
  private final Map<Declared, Expr> constants = new LinkedHashMap<>();
  private final Set<Declared> active = new HashSet<>();

  Declarations(Session session) {
    this.session = session;
  }

  /// The type that is written.
  Type type(TypeName name, Module module) {
    return switch (name) {
      case TypeName.Named named -> named(named, module);
      case TypeName.Array(TypeName element, Expression length, Span span) -> {
        Type of = type(element, module);
        long count = number(length, Type.U32, module, "an array length").orElse(1L);
        if (of.equals(Type.NEVER)) {
          yield Type.NEVER;
        }
        if (count < 1 || count * Math.max(1, of.sizeBytes()) > 1 << 20) {
          report(
              TextCode.BAD_LAYOUT.at(
                  "an array of " + count + " elements", span, "expected 1 to 1 MiB of elements"));
          yield Type.NEVER;
        }
        yield new Type.Array(of, (int) count);
      }
    };
  }

  private Type named(TypeName.Named named, Module module) {
    Name name = named.path().last();
    if (name.text().isEmpty()) {
      return Type.NEVER;
    }
    if (name.text().equals("lpm") && named.arguments().size() == 1) {
      Type address = storable(named.arguments().getFirst(), module);
      return address.equals(Type.NEVER) ? address : Layouts.prefix(address);
    }
    if (!named.arguments().isEmpty()) {
      report(
          TextCode.UNKNOWN_TYPE.at(
              "`" + name + "` takes no type arguments", named.span(), "not generic"));
      return Type.NEVER;
    }
    Optional<Declared> declared = session.find(module, name.text());
    if (declared.isPresent()) {
      Type type = declaredType(declared.get());
      if (type.equals(Type.NONE)) {
        report(
            TextCode.UNKNOWN_TYPE
                .at("`" + name + "` is not a type", name.span(), "used as a type")
                .with(declared.get().name().span(), "declared here"));
        return Type.NEVER;
      }
      return type;
    }
    Optional<Type> builtin = BuiltinTypes.find(name.text());
    if (builtin.isPresent()) {
      return builtin.get();
    }
    List<String> known = new ArrayList<>(BuiltinTypes.names());
    known.addAll(session.names(module));
    Problem problem =
        TextCode.UNKNOWN_TYPE.at("there is no type `" + name + "`", name.span(), "not found");
    report(Names.suggest(problem, name.text(), known, "a type with a similar name exists"));
    return Type.NEVER;
  }

  /// A type that can be in memory.
  Type storable(TypeName name, Module module) {
    Type type = type(name, module);
    if (type.sizeBytes() == 0 && !type.equals(Type.NEVER) || type.equals(Type.VERDICT)) {
      report(
          TextCode.UNKNOWN_TYPE.at(
              "`" + type + "` cannot be stored", name.span(), "only exists while a program runs"));
      return Type.NEVER;
    }
    return type;
  }

  /// The type a declaration declares, [Type#NONE] when it declares something else.
  Type declaredType(Declared declared) {
    Type known = types.get(declared);
    if (known != null) {
      return known;
    }
    if (!active.add(declared)) {
      report(
          TextCode.BAD_LAYOUT.at(
              "`" + declared.name() + "` contains itself",
              declared.name().span(),
              "would be of endless size"));
      return Type.NEVER;
    }
    Module module = declared.module();
    Type type =
        switch (declared.declaration()) {
          case Declaration.Struct struct -> struct(struct, module);
          case Declaration.Enumeration enumeration -> enumeration(enumeration, module);
          case Declaration.Alias alias -> type(alias.target(), module);
          case Declaration.Map _,
              Declaration.Counter _,
              Declaration.Constant _,
              Declaration.Variable _,
              Declaration.Function _,
              Declaration.Hook _ ->
              Type.NONE;
        };
    active.remove(declared);
    types.put(declared, type);
    return type;
  }

  private Type struct(Declaration.Struct struct, Module module) {
    List<Layouts.Member> members = new ArrayList<>();
    Map<String, Name> seen = new LinkedHashMap<>();
    boolean failed = false;
    for (Declaration.Field field : struct.fields()) {
      Type type = storable(field.type(), module);
      failed |= type.equals(Type.NEVER);
      Name before = seen.putIfAbsent(field.name().text(), field.name());
      if (before != null) {
        report(
            TextCode.DUPLICATE_NAME
                .at(
                    "field `" + field.name() + "` is declared twice",
                    field.name().span(),
                    "declared again")
                .with(before.span(), "first declared here"));
      } else {
        members.add(new Layouts.Member(field.name().text(), type, field.doc()));
      }
    }
    if (members.isEmpty()) {
      report(
          TextCode.BAD_LAYOUT.at(
              "`" + struct.name() + "` has no fields", struct.name().span(), "would have no size"));
      return Type.NEVER;
    }
    return failed
        ? Type.NEVER
        : Layouts.layout(struct.name().text(), struct.packed(), members, struct.doc());
  }

  private Type enumeration(Declaration.Enumeration declaration, Module module) {
    Type representation =
        declaration.representation().map(name -> type(name, module)).orElse(Type.U32);
    if (!(representation instanceof Type.Int of)) {
      if (!representation.equals(Type.NEVER)) {
        report(
            TextCode.UNKNOWN_TYPE.at(
                "an enumeration cannot be represented by `" + representation + "`",
                declaration.representation().map(TypeName::span).orElse(declaration.span()),
                "expected an integer type"));
      }
      return Type.NEVER;
    }
    List<Type.Enumerator> enumerators = new ArrayList<>();
    Map<String, Name> seen = new LinkedHashMap<>();
    long next = 0;
    for (Declaration.Enumerator enumerator : declaration.enumerators()) {
      Name name = enumerator.name();
      long value =
          enumerator
              .value()
              .flatMap(expression -> number(expression, of, module, "an enumerator"))
              .orElse(next);
      if (!Folding.fits(value, !of.signed(), of)) {
        report(
            TextCode.OUT_OF_RANGE.at(
                "`" + name + "` = " + value + " does not fit in `" + of + "`", name.span(), ""));
      }
      Name before = seen.putIfAbsent(name.text(), name);
      if (before != null) {
        report(
            TextCode.DUPLICATE_NAME
                .at("`" + name + "` is declared twice", name.span(), "declared again")
                .with(before.span(), "first declared here"));
      }
      enumerators.add(new Type.Enumerator(name.text(), value, enumerator.doc()));
      next = value + 1;
    }
    return new Type.Enumeration(declaration.name().text(), of, enumerators, declaration.doc());
  }

  /// The number that a constant expression gives.
  Optional<Long> number(Expression expression, Type type, Module module, String what) {
    Body body = constantBody(module);
    Expr expr = body.expressions().value(expression, type);
    if (Poison.is(expr)) {
      return Optional.empty();
    }
    Optional<Long> value = Folding.value(expr);
    if (value.isEmpty()) {
      report(
          TextCode.NOT_CONSTANT
              .at(what + " must be known when compiling", expression.span(), "not a constant")
              .help("declare it with `let NAME: TYPE = ...`; a `const` can change at load time"));
    }
    return value;
  }

  private Body constantBody(Module module) {
    return new Body(session, module, Optional.empty(), Optional.empty(), Type.NONE);
  }

  /// The value of a compile-time constant (`let`).
  Expr constant(Declared declared, Declaration.Constant declaration) {
    Expr known = constants.get(declared);
    if (known != null) {
      return known;
    }
    if (!active.add(declared)) {
      report(
          TextCode.NOT_CONSTANT.at(
              "`" + declared.name() + "` depends on itself", declared.name().span(), ""));
      return Poison.at(declared.name().span());
    }
    Expr value = initializer(declaration.type(), declaration.value(), declared.module());
    active.remove(declared);
    constants.put(declared, value);
    return value;
  }

  private Expr initializer(TypeName typeName, Expression expression, Module module) {
    Type type = storable(typeName, module);
    if (type.equals(Type.NEVER)) {
      return Poison.at(expression.span());
    }
    Expr expr = constantBody(module).expressions().value(expression, type);
    if (Poison.is(expr)) {
      return expr;
    }
    if (ConstantBytes.of(expr).isEmpty()) {
      report(
          TextCode.NOT_CONSTANT.at(
              "the value must be known when compiling", expression.span(), "not a constant"));
      return Poison.at(expression.span());
    }
    Optional<Long> folded = Folding.value(expr);
    return folded.isPresent() ? new Expr.Const(folded.get(), type, expression.span()) : expr;
  }

  /// The global of a `const` or `var`; empty when its declaration is wrong.
  Optional<Global> global(Declared declared) {
    Global known = globals.get(declared);
    if (known != null) {
      return Optional.of(known);
    }
    Module module = declared.module();
    Optional<Global> made =
        switch (declared.declaration()) {
          case Declaration.Constant d ->
              global(declared, d.type(), initializer(d.type(), d.value(), module), true, d.doc());
          case Declaration.Variable d when d.value().isPresent() ->
              global(
                  declared,
                  d.type(),
                  initializer(d.type(), d.value().get(), module),
                  false,
                  d.doc());
          case Declaration.Variable d -> zero(declared, d);
          default -> Optional.empty();
        };
    made.ifPresent(global -> globals.put(declared, global));
    return made;
  }

  private Optional<Global> zero(Declared declared, Declaration.Variable d) {
    Type type = storable(d.type(), declared.module());
    return type.equals(Type.NEVER)
        ? Optional.empty()
        : Optional.of(
            new Global(
                declared.name().text(),
                type,
                Collections.nCopies(type.sizeBytes(), (byte) 0),
                false,
                d.doc(),
                declared.name().span()));
  }

  private Optional<Global> global(
      Declared declared, TypeName typeName, Expr value, boolean readOnly, String doc) {
    if (Poison.is(value)) {
      return Optional.empty();
    }
    Type type = type(typeName, declared.module());
    return ConstantBytes.of(value)
        .map(bytes ->
            new Global(declared.name().text(), type, bytes, readOnly, doc, declared.name().span()));
  }

  /// The map of a declaration; empty when its declaration is wrong.
  Optional<MapDeclaration> map(Declared declared) {
    MapDeclaration known = maps.get(declared);
    if (known != null || !(declared.declaration() instanceof Declaration.Map declaration)) {
      return Optional.ofNullable(known);
    }
    Optional<MapDeclaration> made =
        new MapDeclarations(session, declared.module()).declare(declaration);
    made.ifPresent(map -> maps.put(declared, map));
    return made;
  }

  List<MapDeclaration> maps() {
    return List.copyOf(maps.values());
  }

  List<Global> globals() {
    return List.copyOf(globals.values());
  }

  private void report(Problem problem) {
    session.diagnostics().report(problem);
  }
}
