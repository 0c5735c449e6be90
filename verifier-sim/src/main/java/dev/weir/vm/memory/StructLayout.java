// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A kernel structure prepared for many accesses: fields by name, permitted accesses by offset.
public final class StructLayout {
  private final ContextLayout layout;
  private final Map<String, ContextField> byName = new HashMap<>();

  /// Permitted sizes by offset, a bit each: the size itself.
  private final byte[] reads;

  private final byte[] writes;

  /// The size of the pointer field at an offset, 0 for numbers.
  private final byte[] pointerSizes;

  /// The number of the pointer field at an offset.
  private final byte[] pointerIndexes;

  private int pointers;

  /// How many bytes the kernel has of a field that programs see as 4, by offset.
  private final byte[] held;

  /// A structure.
  public StructLayout(ContextLayout layout) {
    this.layout = layout;
    int size = layout.sizeBytes();
    reads = new byte[size];
    writes = new byte[size];
    pointerSizes = new byte[size];
    held = new byte[size];
    pointerIndexes = new byte[size];
    for (int offset = 0; offset < size; offset++) {
      for (int width = 1; width <= 8; width <<= 1) {
        reads[offset] |= (byte) (layout.reads().allows(offset, width) ? width : 0);
        writes[offset] |= (byte) (layout.writes().allows(offset, width) ? width : 0);
      }
    }
    for (ContextField field : layout.fields()) {
      byName.putIfAbsent(field.name(), field);
      if (field.type().pointer() && field.readable()) {
        pointerSizes[field.offsetBytes()] = (byte) field.sizeBytes();
        pointerIndexes[field.offsetBytes()] = (byte) pointers++;
      }
      held[field.offsetBytes()] = (byte) heldBytes(layout.struct(), field.name());
    }
  }

  /// The kernel's name of the structure.
  public String name() {
    return layout.struct();
  }

  /// The size in bytes.
  public int size() {
    return layout.sizeBytes();
  }

  /// Whether there is a field of that name.
  public boolean has(String field) {
    return byName.containsKey(field);
  }

  /// The names of the fields.
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /// The field of a name.
  ///
  /// @throws IllegalArgumentException when there is none
  public ContextField field(String field) {
    ContextField found = byName.get(field);
    if (found == null) {
      throw new IllegalArgumentException(
          name()
              + " has no field "
              + field
              + "; it has "
              + layout.fields().stream().map(ContextField::name).collect(Collectors.joining(", ")));
    }
    return found;
  }

  /// Whether programs may load so many bytes at an offset.
  public boolean readable(int offset, int size) {
    return (reads[offset] & size) != 0;
  }

  /// Whether programs may store so many bytes at an offset.
  public boolean writable(int offset, int size) {
    return (writes[offset] & size) != 0;
  }

  /// Whether a load of so many bytes at an offset yields a pointer.
  public boolean pointer(int offset, int size) {
    return pointerSizes[offset] == size;
  }

  /// The number of the pointer field at an offset.
  public int pointerIndex(int offset) {
    return pointerIndexes[offset];
  }

  /// How many pointer fields programs may load.
  public int pointers() {
    return pointers;
  }

  /// How many bytes the kernel has of the field at an offset, where programs see 4 and it has
  /// fewer; 0 for all other fields.
  public int held(int offset) {
    return held[offset];
  }

  /// @kernel v6.12 net/core/filter.c bpf_convert_ctx_access, bpf_sock_convert_ctx_access,
  ///   sock_addr_convert_ctx_access, sk_reuseport_convert_ctx_access, sk_lookup_convert_ctx_access:
  ///   what they leave in `target_size`
  private static int heldBytes(String struct, String field) {
    return switch (struct) {
      case "__sk_buff" ->
          switch (field) {
            case "pkt_type" -> 1;
            case "protocol",
                "vlan_proto",
                "vlan_tci",
                "queue_mapping",
                "tc_index",
                "tc_classid",
                "family",
                "remote_port",
                "local_port",
                "gso_segs",
                "gso_size" ->
                2;
            default -> 0;
          };
      case "bpf_sock" ->
          switch (field) {
            case "state" -> 1;
            case "family", "type", "protocol", "src_port" -> 2;
            default -> 0;
          };
      case "bpf_sock_addr" -> field.equals("user_port") ? 2 : 0;
      case "bpf_sk_lookup" ->
          switch (field) {
            case "family", "protocol", "local_port" -> 2;
            default -> 0;
          };
      case "sk_reuseport_md" ->
          switch (field) {
            case "eth_protocol", "ip_protocol" -> 2;
            default -> 0;
          };
      default -> 0;
    };
  }
}
