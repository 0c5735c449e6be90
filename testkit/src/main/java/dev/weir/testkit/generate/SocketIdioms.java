// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.testkit.generate.Value.Kind;
import java.util.List;

/// Sockets: from the context, from lookups with their release, their fields and storage.
final class SocketIdioms {
  private SocketIdioms() {}

  static List<Idiom> all() {
    return List.of(
        new Idiom("socket field", 7, SocketIdioms::fromContext),
        new Idiom("block socket lookup", 5, SocketIdioms::lookup),
        new Idiom("socket access", 6, SocketIdioms::access),
        new Idiom("socket cast", 5, SocketIdioms::cast),
        new Idiom("socket storage", 4, SocketIdioms::storage));
  }

  private static boolean fromContext(Scene s) {
    List<ContextField> fields =
        s.hook.context().fields().stream()
            .filter(f -> f.readable() && f.sizeBytes() == 8)
            .filter(f ->
                f.type() == FieldType.SOCKET
                    || f.type() == FieldType.SOCKET_OR_NULL
                    || f.type() == FieldType.SOCK_COMMON_OR_NULL)
            .toList();
    Reg context = s.context();
    Reg kept = s.kept();
    if (fields.isEmpty() || context == null || kept == null || kept == context) {
      return false;
    }
    ContextField field = s.dice.pick(fields);
    s.w.load(MemSize.DW, kept, context, field.offsetBytes());
    s.w.set(kept, ContextIdioms.loaded(s, field.offsetBytes(), 8));
    if (s.w.get(kept).nullable()) {
      Track before = s.w.track().copy();
      before.set(kept, Value.NONE);
      int skip = s.leaveIfNull(kept);
      access(s, kept);
      if (skip >= 0) {
        s.nest(s.dice.between(0, 2));
      }
      s.endIf(skip, before);
    } else {
      access(s, kept);
    }
    return true;
  }

  private static boolean access(Scene s) {
    Reg socket = s.find(v -> v.is(Kind.SOCKET) && !v.nullable());
    if (socket == null) {
      return false;
    }
    access(s, socket);
    return true;
  }

  /// Reads a field that the kind of socket has.
  private static void access(Scene s, Reg socket) {
    int offset =
        switch (s.w.get(socket).name()) {
          case "common" -> s.dice.pick(0, 4, 24, 28, 44, 48, 76);
          case "tcp" -> s.dice.pick(0, 4, 8, 12, 16, 20, 24, 28, 40, 48, 72, 96);
          case "xdp" -> 0;
          default -> s.dice.pick(0, 4, 8, 12, 16, 20, 24, 28, 44, 48, 52, 72, 76);
        };
    Reg into = s.scratch(socket);
    boolean narrow = s.dice.chance(15);
    MemSize size =
        s.w.get(socket).name().equals("sock") && offset == 48
            ? MemSize.H
            : narrow ? s.dice.pick(MemSize.B, MemSize.H) : MemSize.W;
    s.w.load(size, into, socket, offset);
  }

  private static boolean lookup(Scene s) {
    Helper helper = s.helper(s.dice.pick("sk_lookup_tcp", "sk_lookup_udp", "skc_lookup_tcp"));
    Helper release = s.helper("sk_release");
    Reg kept = s.kept();
    Reg context = s.context();
    if (helper == null
        || release == null
        || context == null
        || kept == null
        || kept == context
        || s.plot.locked()) {
      return false;
    }
    int size = s.dice.pick(12, 36);
    int at = s.stack(size);
    s.fill(at, size);
    if (context != Reg.R1) {
      s.w.move(Reg.R1, context);
    }
    s.w.move(Reg.R2, Reg.R10);
    s.w.add(Reg.R2, at);
    s.w.move(Reg.R3, size);
    s.w.move(Reg.R4, s.dice.chance(70) ? -1 : s.dice.below(100));
    s.w.move(Reg.R5, 0);
    s.w.call(helper);
    s.w.move(kept, Reg.R0);
    s.w.set(Reg.R0, Value.NONE);
    String kind = helper.name().equals("skc_lookup_tcp") ? "common" : "sock";
    s.w.set(kept, Value.socket(kind, true, false));
    Track before = s.w.track().copy();
    before.set(kept, Value.NONE);
    int skip = s.w.label();
    s.w.jumpIf(dev.weir.bytecode.isa.Condition.EQ, dev.weir.bytecode.isa.Width.W64, kept, 0, skip);
    s.w.set(kept, Value.socket(kind, false, true));
    s.hold();
    s.plot.reserve(kept);
    s.nest(s.dice.between(1, 3));
    s.plot.release(kept);
    s.letGo();
    s.w.move(Reg.R1, kept);
    s.w.call(release);
    s.w.set(kept, Value.NONE);
    s.w.mark(skip);
    s.w.track().join(before);
    return true;
  }

  /// Another view of a socket: full, TCP, listener, or a kernel structure.
  private static boolean cast(Scene s) {
    Reg socket = s.find(v -> v.is(Kind.SOCKET) && !v.nullable() && !v.name().equals("tcp"));
    String name =
        s.dice.pick(
            "sk_fullsock",
            "tcp_sock",
            "get_listener_sock",
            "skc_to_tcp_sock",
            "skc_to_udp6_sock",
            "skc_to_tcp6_sock");
    Helper helper = s.helper(name);
    if (socket == null || helper == null || s.plot.locked()) {
      return false;
    }
    if (socket != Reg.R1) {
      s.w.move(Reg.R1, socket);
    }
    s.w.call(helper);
    boolean structure = name.startsWith("skc_");
    s.w.set(
        Reg.R0,
        structure
            ? new Value(Kind.BTF, 0, -1, 0, 0, true, false, name)
            : Value.socket(name.equals("tcp_sock") ? "tcp" : "sock", true, false));
    Track before = s.w.track().copy();
    before.set(Reg.R0, Value.UNKNOWN);
    int skip = s.leaveIfNull(Reg.R0);
    if (structure) {
      s.w.load(
          s.dice.pick(MemSize.H, MemSize.W, MemSize.DW), Reg.R1, Reg.R0, s.dice.pick(0, 8, 16));
      s.w.set(Reg.R1, Value.NONE);
    } else {
      access(s, Reg.R0);
    }
    s.w.set(Reg.R0, Value.NONE);
    s.endIf(skip, before);
    return true;
  }

  private static boolean storage(Scene s) {
    Helper helper = s.helper(s.dice.chance(80) ? "sk_storage_get" : "sk_storage_delete");
    if (helper == null || s.plot.locked()) {
      return false;
    }
    boolean context = helper.args().get(1).kind() == dev.weir.bytecode.kernel.ArgKind.CTX;
    Reg from =
        context
            ? s.context()
            : s.find(v ->
                v.is(Kind.SOCKET)
                    && !v.nullable()
                    && (v.name().equals("sock") || v.name().equals("common")));
    if (from == null) {
      return false;
    }
    if (from != Reg.R2) {
      s.w.move(Reg.R2, from);
    }
    boolean get = helper.name().equals("sk_storage_get");
    if (get) {
      int at = s.stack(16);
      if (s.dice.chance(50)) {
        s.w.move(Reg.R3, 0);
      } else {
        s.fill(at, 16);
        s.w.move(Reg.R3, Reg.R10);
        s.w.add(Reg.R3, at);
      }
      s.w.move(Reg.R4, s.dice.below(2));
    }
    s.w.map(Reg.R1, "storage");
    s.w.call(helper);
    if (get) {
      s.w.set(Reg.R0, Value.mapValue("storage", 16, true));
      MapIdioms.use(s);
    }
    return true;
  }
}
