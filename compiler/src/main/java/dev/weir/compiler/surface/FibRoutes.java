// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.surface;

import dev.weir.compiler.text.typed.Type;
import java.util.List;

/// What a FIB lookup takes and gives, `struct bpf_fib_lookup`, under names for users. The fields of
/// the kernel's unions that do not apply to the family are left out.
///
/// @kernel v6.12 include/uapi/linux/bpf.h struct bpf_fib_lookup
public final class FibRoutes {
  /// For IPv4.
  public static final Type.Struct V4 =
      struct(
          "Route4",
          field("tos", Type.U8, 12),
          field("src", Type.BE32, 16),
          field("gateway", Type.BE32, 32),
          field("gateway_rest", new Type.Array(Type.BE32, 3), 36));

  /// For IPv6.
  public static final Type.Struct V6 =
      struct(
          "Route6",
          field("flow", Type.BE32, 12),
          field("src", Type.IP6, 16),
          field("gateway", Type.IP6, 32));

  /// The next hop as `bpf_redirect_neigh` takes it, `struct bpf_redir_neigh`: a family and 16
  /// bytes.
  public static final Type.Struct NEXT_HOP4 =
      new Type.Struct(
          "next_hop4",
          20,
          4,
          List.of(
              field("family", Type.U32, 0),
              field("gateway", Type.BE32, 4),
              field("gateway_rest", new Type.Array(Type.BE32, 3), 8)),
          "");

  /// The next hop for IPv6.
  public static final Type.Struct NEXT_HOP6 =
      new Type.Struct(
          "next_hop6",
          20,
          4,
          List.of(field("family", Type.U32, 0), field("gateway", Type.IP6, 4)),
          "");

  /// The results of a lookup by number, `BPF_FIB_LKUP_RET_*`; a negative number, for a lookup that
  /// the kernel refused, counts as `NotForwarded`.
  ///
  /// @kernel v6.12 include/uapi/linux/bpf.h BPF_FIB_LKUP_RET_SUCCESS
  public static final List<String> OUTCOMES =
      List.of(
          "Ok",
          "Blackhole",
          "Unreachable",
          "Prohibit",
          "NotForwarded",
          "ForwardingDisabled",
          "UnsupportedLwt",
          "NoNeighbour",
          "FragmentationNeeded",
          "NoSource");

  private FibRoutes() {}

  /// Whether the type is a route.
  public static boolean isRoute(Type type) {
    return type.equals(V4) || type.equals(V6);
  }

  private static Type.Struct struct(String name, Type.Field... special) {
    List<Type.Field> fields = new java.util.ArrayList<>();
    fields.add(field("family", Type.U8, 0));
    fields.add(field("protocol", Type.U8, 1));
    fields.add(field("src_port", Type.BE16, 2));
    fields.add(field("dst_port", Type.BE16, 4));
    fields.add(field("mtu", Type.U16, 6));
    fields.add(field("ifindex", Type.U32, 8));
    fields.addAll(List.of(special));
    fields.add(field("table", Type.U32, 48));
    fields.add(field("smac", Type.MAC, 52));
    fields.add(field("dmac", Type.MAC, 58));
    return new Type.Struct(name, 64, 4, fields, "");
  }

  private static Type.Field field(String name, Type type, int offset) {
    return new Type.Field(name, type, offset, "");
  }
}
