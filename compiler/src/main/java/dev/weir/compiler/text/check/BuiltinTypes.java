// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.check;

import dev.weir.compiler.surface.FibRoutes;
import dev.weir.compiler.text.typed.Header;
import dev.weir.compiler.text.typed.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The types that need no declaration.
final class BuiltinTypes {
  private static final Map<String, Type> ALL = table();

  private BuiltinTypes() {}

  /// The type of that name.
  static Optional<Type> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /// All names.
  static Set<String> names() {
    return ALL.keySet();
  }

  /// The name under which methods of a type are declared.
  static String methodOwner(Type type) {
    return type.toString();
  }

  private static Map<String, Type> table() {
    Map<String, Type> all = new LinkedHashMap<>();
    for (int bytes = 1; bytes <= 8; bytes *= 2) {
      all.put("u" + bytes * 8, new Type.Int(bytes, false));
      all.put("i" + bytes * 8, new Type.Int(bytes, true));
      if (bytes > 1) {
        all.put("be" + bytes * 8, new Type.Be(bytes));
      }
    }
    all.put("bool", Type.BOOL);
    all.put("ip6", Type.IP6);
    all.put("mac", Type.MAC);
    all.put("spin_lock", Type.SPIN_LOCK);
    all.put("Verdict", Type.VERDICT);
    all.put("Packet", new Type.Packet());
    all.put("Context", new Type.Context());
    all.put("Socket", new Type.Socket(true));
    for (Header header : Header.values()) {
      all.put(header.layout().name(), header.layout());
    }
    all.put(FibRoutes.V4.name(), FibRoutes.V4);
    all.put(FibRoutes.V6.name(), FibRoutes.V6);
    return java.util.Collections.unmodifiableMap(all);
  }
}
