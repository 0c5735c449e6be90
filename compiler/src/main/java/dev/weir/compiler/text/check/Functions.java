// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.PacketAccess;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Declaration;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.check.Module.Declared;
import dev.weir.compiler.text.typed.Block;
import dev.weir.compiler.text.typed.Function;
import dev.weir.compiler.text.typed.Type;
import dev.weir.compiler.text.typed.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The functions of a check: each checked for every hook, and kind of `self`, that it is called
/// with.
final class Functions {
  private final Session session;
  private final Map<Key, Optional<Function>> instances = new LinkedHashMap<>();
  private final Set<Key> active = new LinkedHashSet<>();
  private final List<Function> done = new ArrayList<>();
  private final Set<Declaration.Function> called = new LinkedHashSet<>();
  private final List<TableEntry> entries = new ArrayList<>();

  /// A function as it is needed somewhere.
  private record Key(Declaration.Function function, String hook, boolean selfWritable) {}

  /// A program named in a tail call table.
  record TableEntry(Declaration.Map table, Declaration.ProgramEntry entry) {}

  Functions(Session session) {
    this.session = session;
  }

  /// The functions that were reached, callees first.
  List<Function> done() {
    return List.copyOf(done);
  }

  boolean called(Declaration.Function function) {
    return called.contains(function);
  }

  void tableEntry(Declaration.Map table, Declaration.ProgramEntry entry) {
    entries.add(new TableEntry(table, entry));
  }

  List<TableEntry> tableEntries() {
    return List.copyOf(entries);
  }

  /// The function as a call in a body needs it; empty when it cannot be called (reported).
  Optional<Function> instance(
      Declared declared,
      Declaration.Function function,
      Body caller,
      boolean selfWritable,
      Span call) {
    called.add(function);
    Hook hook = caller.hook().orElseThrow();
    Key key = new Key(function, hook.name(), selfWritable);
    Optional<Function> known = instances.get(key);
    if (known != null) {
      return known;
    }
    if (!active.add(key)) {
      caller.report(
          TextCode.RECURSION
              .at("`" + function.name() + "` calls itself", call, "recursive call")
              .with(function.name().span(), "this function")
              .help("use a loop with a bound"));
      return Optional.empty();
    }
    boolean library = declared.module().bundled() && !caller.module().bundled();
    Optional<Span> origin = library ? Optional.of(call) : caller.caller();
    Optional<Function> made = check(declared, function, hook, origin, selfWritable);
    active.remove(key);
    made = made.map(this::share);
    instances.put(key, made);
    return made;
  }

  /// An equal function that exists already, or this one under a name of its own.
  private Function share(Function made) {
    List<String> taken = done.stream().map(Function::name).toList();
    for (Function other : done) {
      if (rename(other, made.name()).equals(made)) {
        return other;
      }
    }
    String name = made.name();
    for (int i = 2; taken.contains(name); i++) {
      name = made.name() + "_" + i;
    }
    Function unique = rename(made, name);
    done.add(unique);
    return unique;
  }

  private static Function rename(Function f, String name) {
    return new Function(
        name,
        f.linkage(),
        f.parameters(),
        f.result(),
        f.body(),
        f.usesContext(),
        f.changesPacket(),
        f.doc(),
        f.span());
  }

  private Optional<Function> check(
      Declared declared,
      Declaration.Function function,
      Hook hook,
      Optional<Span> origin,
      boolean selfWritable) {
    Module module = declared.module();
    Declarations declarations = session.declarations();
    Type result = function.result().map(type -> declarations.type(type, module)).orElse(Type.NONE);
    Body body = new Body(session, module, Optional.of(hook), origin, result);
    List<Variable> parameters = new ArrayList<>();
    Optional<Type> receiver = function.receiver().map(name -> receiver(name, module));
    if (receiver.isPresent()) {
      Name self = new Name("self", function.receiver().orElseThrow().span());
      if (receiver.get().equals(Type.NEVER)) {
        return Optional.empty();
      }
      String whyNot = "`self` is read-only in this call";
      parameters.add(parameter(body, self, receiver.get(), selfWritable, whyNot));
    }
    for (Declaration.Parameter parameter : function.parameters()) {
      Type type = declarations.type(parameter.type(), module);
      if (type.equals(Type.NEVER)) {
        return Optional.empty();
      }
      if (type instanceof Type.Context || type instanceof Type.Packet) {
        body.scope().bind(parameter.name().text(), new Scope.Binding.Context(parameter.span()));
        body.useContext();
        continue;
      }
      String whyNot = "parameter `" + parameter.name() + "` is not a `var`";
      parameters.add(parameter(body, parameter.name(), type, parameter.mutable(), whyNot));
    }
    if (function.linkage() != Declaration.Linkage.INLINE) {
      subprogram(function, parameters, result, body);
    }
    Block block = body.statements().body(function.body(), result);
    return Optional.of(
        new Function(
            function.receiver().map(name -> name + "_").orElse("") + function.name(),
            linkage(function.linkage()),
            parameters,
            result,
            block,
            body.usesContext(),
            body.changesPacket(),
            function.doc(),
            function.name().span()));
  }

  private Type receiver(Name name, Module module) {
    return session
        .declarations()
        .type(
            new dev.weir.compiler.text.ast.TypeName.Named(
                new dev.weir.compiler.text.ast.Path(List.of(name)), List.of(), name.span()),
            module);
  }

  private static Variable parameter(
      Body body, Name name, Type type, boolean writable, String whyNot) {
    if (!type.aggregate()) {
      return body.declare(name, type, writable, writable ? "" : whyNot);
    }
    Type.Origin origin = FunctionCalls.origin(type);
    boolean packetWritable =
        body.hook().map(hook -> hook.packet() == PacketAccess.WRITE).orElse(false);
    boolean may = origin == Type.Origin.PACKET ? packetWritable : writable;
    return body.declare(name, new Type.View(type, origin, may), false, whyNot);
  }

  private static Function.Linkage linkage(Declaration.Linkage linkage) {
    return switch (linkage) {
      case INLINE -> Function.Linkage.INLINE;
      case NOINLINE -> Function.Linkage.NOINLINE;
      case GLOBAL -> Function.Linkage.GLOBAL;
    };
  }

  /// Reports what a subprogram cannot have.
  private static void subprogram(
      Declaration.Function function, List<Variable> parameters, Type result, Body body) {
    for (Variable parameter : parameters) {
      if (!parameter.type().scalar()) {
        Type type =
            parameter.type() instanceof Type.View(Type target, _, _) ? target : parameter.type();
        body.report(
            TextCode.SUBPROGRAM
                .at(
                    "a subprogram cannot take a `" + type + "`",
                    parameter.span(),
                    "only numbers and the context")
                .help("leave out `noinline` or `global`, or pass the numbers it needs"));
      }
    }
    if (parameters.size() + (body.usesContext() ? 1 : 0) > 5) {
      body.report(
          TextCode.SUBPROGRAM.at(
              "a subprogram takes at most 5 arguments, the context included",
              function.name().span(),
              "too many parameters"));
    }
    if (!result.scalar() && !result.equals(Type.NONE) && !result.equals(Type.NEVER)) {
      Problem problem =
          TextCode.SUBPROGRAM.at(
              "a subprogram cannot return a `" + result + "`",
              function.name().span(),
              "only numbers");
      body.report(problem.help("leave out `noinline` or `global`"));
    }
  }
}
