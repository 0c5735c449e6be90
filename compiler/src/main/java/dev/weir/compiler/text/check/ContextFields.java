// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.surface.ContextNames;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.List;
import java.util.Optional;

/// Fields of contexts and sockets: the kernel's names, and readable names for what an address means
/// at each hook.
final class ContextFields {
  private final Body body;

  ContextFields(Body body) {
    this.body = body;
  }

  /// The field of the hook's context.
  Meaning field(Name name) {
    body.useContext();
    Hook hook = body.hook().orElseThrow();
    String kernelName = ContextNames.kernelName(hook, name.text());
    Optional<ContextField> found = ContextNames.field(hook, name.text());
    if (found.isEmpty()) {
      body.report(missing(hook, name, kernelName));
      return new Meaning.Value(Poison.at(name.span()));
    }
    ContextField field = found.get();
    if (!body.session().target().atLeast(field.since())) {
      body.report(
          TextCode.TARGET_TOO_OLD
              .at(
                  "`"
                      + name
                      + "` needs kernel "
                      + field.since()
                      + ", the target is "
                      + body.session().target(),
                  name.span(),
                  "not in kernel " + body.session().target())
              .help(
                  "compile with `--target "
                      + field.since()
                      + "` or test `when kernel >= "
                      + field.since()
                      + "`"));
      return new Meaning.Value(Poison.at(name.span()));
    }
    if (field.type().pointer()) {
      return pointer(field, name);
    }
    String whyNot =
        ContextNames.writable(field) ? "" : "`" + hook.name() + "` cannot change `" + name + "`";
    return new Meaning.Stored(new Place.Context(field, 0, ContextNames.type(field)), whyNot);
  }

  private static Meaning pointer(ContextField field, Name name) {
    Type socket = new Type.Socket(field.type() != FieldType.SOCK_COMMON_OR_NULL);
    Place place = new Place.Context(field, 0, socket);
    return field.type().nullable()
        ? new Meaning.Absent(
            new Lookup.Nullable(new Expr.Load(place, name.span()), false, name.span()))
        : new Meaning.Stored(place, "a socket cannot be assigned");
  }

  private Problem missing(Hook hook, Name name, String kernelName) {
    Problem problem =
        TextCode.CONTEXT_FIELD.at(
            "`" + hook.name() + "` has no field `" + name + "`", name.span(), "not at this hook");
    List<String> hooks = ContextNames.hooksWith(name.text());
    if (!hooks.isEmpty()) {
      problem = problem.help("`" + name + "` exists at: " + Verdicts.shortList(hooks));
    } else {
      problem = Names.suggest(problem, name.text(), ContextNames.names(hook), "did you mean");
    }
    return kernelName.equals(name.text()) && hooks.isEmpty()
        ? problem.help("fields here: " + String.join(", ", ContextNames.names(hook)))
        : problem;
  }

  /// The field of a socket.
  Optional<Meaning> socketField(Expr socket, Name name) {
    boolean full = socket.type() instanceof Type.Socket(boolean is) && is;
    FieldType pointer = full ? FieldType.SOCKET : FieldType.SOCK_COMMON_OR_NULL;
    return dev.weir.bytecode.kernel.KernelStructs.pointee(pointer)
        .flatMap(layout -> layout.field(name.text()))
        .filter(ContextNames::usable)
        .map(field ->
            new Meaning.Stored(
                new Place.SocketField(socket, field, 0, ContextNames.type(field)),
                "a socket's fields are read-only"));
  }
}
