// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldOrder;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.compiler.text.typed.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What fields of contexts are called: the kernel's names, and readable names for what an address
/// means at each hook. The names are those of the text language; Java has them in camel case.
public final class ContextNames {
  private ContextNames() {}

  /// The field that a name means at a hook, where programs can use it.
  public static Optional<ContextField> field(Hook hook, String name) {
    return hook.context().field(kernelName(hook, name)).filter(ContextNames::usable);
  }

  /// The names of all hooks that have a field of that name.
  public static List<String> hooksWith(String name) {
    return Hooks.all().stream()
        .filter(hook -> field(hook, name).isPresent())
        .map(Hook::name)
        .toList();
  }

  /// All names of usable fields.
  public static List<String> names(Hook hook) {
    List<String> names = new ArrayList<>();
    for (String alias : ALIASES) {
      String kernelName = kernelName(hook, alias);
      if (!kernelName.equals(alias)
          && hook.context().field(kernelName).filter(ContextNames::usable).isPresent()) {
        names.add(alias);
      }
    }
    hook.context().fields().stream()
        .filter(ContextNames::usable)
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
  public static String kernelName(Hook hook, String name) {
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
  public static Type type(ContextField field) {
    if (field.order() == FieldOrder.BIG) {
      return field.count() == 4 && field.sizeBytes() == 4
          ? Type.IP6
          : new Type.Be(field.valueBytes());
    }
    Type element = new Type.Int(field.sizeBytes(), false);
    return field.count() == 1 ? element : new Type.Array(element, field.count());
  }

  /// Whether programs can use a field: a number or a socket that is read as a whole.
  public static boolean usable(ContextField field) {
    boolean socket =
        field.type() == FieldType.SOCKET
            || field.type() == FieldType.SOCKET_OR_NULL
            || field.type() == FieldType.SOCK_COMMON_OR_NULL;
    return (field.type() == FieldType.SCALAR || socket)
        && field.readable()
        && field.readWidths().contains(field.sizeBytes());
  }

  /// Whether programs can assign a field.
  public static boolean writable(ContextField field) {
    return field.writeWidths().contains(field.sizeBytes());
  }
}
