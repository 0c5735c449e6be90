// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Structures beside the contexts: what socket pointers lead to, and the parameters of helpers.
public final class KernelStructs {
  private static final Layouts LAYOUTS = Layouts.parse();

  private KernelStructs() {}

  /// The layout of a structure that programs hand to helpers, such as `bpf_fib_lookup` or
  /// `bpf_sock_tuple`, or that helpers hand out (`bpf_sock`, `bpf_tcp_sock`, `bpf_flow_keys`).
  /// Members of anonymous unions overlap; the two halves of `bpf_sock_tuple` are prefixed `ipv4_`
  /// and `ipv6_`. Width sets are empty: programs access their own memory as they like.
  public static Optional<ContextLayout> byName(String name) {
    return Optional.ofNullable(LAYOUTS.byName.get(name));
  }

  /// What a pointer loaded from a context leads to, with the permitted accesses: the socket types
  /// and flow keys; empty for packets, numbers and BTF pointers.
  public static Optional<ContextLayout> pointee(FieldType type) {
    return switch (type) {
      case SOCKET, SOCKET_OR_NULL -> pointee("SOCKET");
      case SOCK_COMMON_OR_NULL -> pointee("SOCK_COMMON");
      case FLOW_KEYS -> pointee("FLOW_KEYS");
      case SCALAR, PACKET, PACKET_END, PACKET_META, BTF_POINTER -> Optional.empty();
    };
  }

  /// What a pointer returned by a helper leads to, with the permitted accesses: the socket types.
  public static Optional<ContextLayout> pointee(ReturnKind kind) {
    return switch (kind) {
      case SOCKET -> pointee("SOCKET");
      case SOCK_COMMON -> pointee("SOCK_COMMON");
      case TCP_SOCK -> pointee("TCP_SOCK");
      case INTEGER, VOID, MAP_VALUE, RINGBUF_MEM, DYNPTR_MEM, MEM_OR_BTF_ID, BTF_ID ->
          Optional.empty();
    };
  }

  private static Optional<ContextLayout> pointee(String pointer) {
    return Optional.ofNullable(LAYOUTS.byPointer.get(pointer));
  }

  private record Layouts(Map<String, ContextLayout> byName, Map<String, ContextLayout> byPointer) {
    static Layouts parse() {
      List<List<String>> rows = Table.read("structs.tsv");
      Map<String, StructTable.Struct> structs = StructTable.structs(rows);
      Map<String, ContextLayout> byName = new HashMap<>();
      for (StructTable.Struct struct : structs.values()) {
        byName.put(struct.name(), struct.layout(AccessMap.NONE, AccessMap.NONE));
      }
      Map<String, ContextLayout> byPointer = new HashMap<>();
      for (List<String> row : rows) {
        StructTable.Struct struct = structs.get(row.get(2));
        if (row.get(0).equals("pointer") && struct != null) {
          AccessMap reads = new AccessMap(row.get(3));
          boolean written = row.get(1).equals("FLOW_KEYS");
          byPointer.put(row.get(1), struct.layout(reads, written ? reads : AccessMap.NONE));
        }
      }
      return new Layouts(byName, byPointer);
    }
  }
}
