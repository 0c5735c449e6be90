// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.compiler.text.TextCode;
import dev.weir.compiler.text.ast.Name;
import dev.weir.compiler.text.typed.Expr;
import dev.weir.compiler.text.typed.Lookup;
import dev.weir.compiler.text.typed.Place;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
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
    String kernelName = kernelName(hook, name.text());
    Optional<ContextField> found = hook.context().field(kernelName).filter(ContextFields::usable);
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
    String whyNot = writable(field) ? "" : "`" + hook.name() + "` cannot change `" + name + "`";
    return new Meaning.Stored(new Place.Context(field, 0, type(field)), whyNot);
  }

  private static Meaning pointer(ContextField field, Name name) {
    Type socket = new Type.Socket(field.type() != FieldType.SOCK_COMMON_OR_NULL);
    Place place = new Place.Context(field, 0, socket);
    return field.type().nullable()
        ? new Meaning.Absent(
            new Lookup.Nullable(new Expr.Load(place, name.span()), false, name.span()))
        : new Meaning.Stored(place, "a socket cannot be assigned");
  }

  private static boolean usable(ContextField field) {
    boolean socket =
        field.type() == FieldType.SOCKET
            || field.type() == FieldType.SOCKET_OR_NULL
            || field.type() == FieldType.SOCK_COMMON_OR_NULL;
    return (field.type() == FieldType.SCALAR || socket)
        && field.readable()
        && field.readWidths().contains(field.sizeBytes());
  }

  private static boolean writable(ContextField field) {
    return field.writeWidths().contains(field.sizeBytes());
  }

  private Problem missing(Hook hook, Name name, String kernelName) {
    Problem problem =
        TextCode.CONTEXT_FIELD.at(
            "`" + hook.name() + "` has no field `" + name + "`", name.span(), "not at this hook");
    List<String> hooks =
        Hooks.all().stream()
            .filter(each ->
                each.context()
                    .field(kernelName(each, name.text()))
                    .filter(ContextFields::usable)
                    .isPresent())
            .map(Hook::name)
            .toList();
    if (!hooks.isEmpty()) {
      problem = problem.help("`" + name + "` exists at: " + Verdicts.shortList(hooks));
    } else {
      problem = Names.suggest(problem, name.text(), names(hook), "did you mean");
    }
    return kernelName.equals(name.text()) && hooks.isEmpty()
        ? problem.help("fields here: " + String.join(", ", names(hook)))
        : problem;
  }

  /// All names of usable fields.
  private static List<String> names(Hook hook) {
    List<String> names = new ArrayList<>();
    for (String alias : ALIASES) {
      String kernelName = kernelName(hook, alias);
      if (!kernelName.equals(alias)
          && hook.context().field(kernelName).filter(ContextFields::usable).isPresent()) {
        names.add(alias);
      }
    }
    hook.context().fields().stream()
        .filter(ContextFields::usable)
        .map(ContextField::name)
        .forEach(names::add);
    return names;
  }

  private static final List<String> ALIASES =
      List.of(
          "dst_ip",
          "dst_port",
          "src_ip",
          "src_port",
          "peer_ip",
          "peer_port",
          "local_ip",
          "local_port",
          "socket");

  /// The kernel's name for a name at a hook; names that mean nothing there stay as they are.
  private static String kernelName(Hook hook, String name) {
    if (name.equals("socket")) {
      return "sk";
    }
    return switch (hook.context().struct()) {
      case "bpf_sock_addr" -> address(hook.name(), name);
      case "bpf_sock" -> socketAlias(hook.name(), name);
      default -> name;
    };
  }

  private static String address(String hook, String name) {
    String family = hook.endsWith("6") ? "6" : "4";
    String operation = hook.substring(0, hook.length() - 1);
    List<String> own =
        switch (operation) {
          case "connect", "sendmsg" -> List.of("dst");
          case "recvmsg" -> List.of("src", "peer");
          case "getpeername" -> List.of("peer");
          case "bind", "getsockname" -> List.of("local");
          default -> List.of();
        };
    for (String prefix : own) {
      if (name.equals(prefix + "_ip")) {
        return "user_ip" + family;
      }
      if (name.equals(prefix + "_port")) {
        return "user_port";
      }
    }
    return operation.equals("sendmsg") && name.equals("src_ip") ? "msg_src_ip" + family : name;
  }

  private static String socketAlias(String hook, String name) {
    String family = hook.endsWith("6") ? "6" : "4";
    return switch (name) {
      case "local_ip", "src_ip" -> "src_ip" + family;
      case "local_port" -> "src_port";
      case "peer_ip", "dst_ip" -> "dst_ip" + family;
      case "peer_port" -> "dst_port";
      default -> name;
    };
  }

  /// The type of a scalar field's value.
  static Type type(ContextField field) {
    if (field.order() == FieldOrder.BIG) {
      return field.count() == 4 && field.sizeBytes() == 4
          ? Type.IP6
          : new Type.Be(field.valueBytes());
    }
    Type element = new Type.Int(field.sizeBytes(), false);
    return field.count() == 1 ? element : new Type.Array(element, field.count());
  }

  /// The field of a socket.
  Optional<Meaning> socketField(Expr socket, Name name) {
    boolean full = socket.type() instanceof Type.Socket(boolean is) && is;
    FieldType pointer = full ? FieldType.SOCKET : FieldType.SOCK_COMMON_OR_NULL;
    return dev.weir.bytecode.kernel.KernelStructs.pointee(pointer)
        .flatMap(layout -> layout.field(name.text()))
        .filter(ContextFields::usable)
        .map(field ->
            new Meaning.Stored(
                new Place.SocketField(socket, field, 0, type(field)),
                "a socket's fields are read-only"));
  }
}
