// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.ContextLayout;
import dev.weir.bytecode.kernel.FieldType;
import dev.weir.bytecode.kernel.KernelStructs;
import dev.weir.bytecode.kernel.ReturnKind;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.RegType;
import java.util.Optional;

/// Fields of sockets, and the keys of a flow dissector.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_sock_access check_flow_keys_access
final class Sockets {
  /// Bytes of `struct bpf_flow_keys`.
  private static final int FLOW_KEYS_BYTES = 56;

  /// Bytes of `struct bpf_xdp_sock`, which are its one field.
  private static final int XDP_SOCK_BYTES = 4;

  private Sockets() {}

  /// Demands that a socket has such a field.
  static void checkLoad(Access access) {
    if (access.variable().smin() < 0) {
      throw access.refused(Rule.NEGATIVE_OFFSET, ", but the offset may be negative");
    }
    int offset = (int) access.offset();
    if (access.pointer().type() == RegType.XDP_SOCK) {
      if (offset != 0 || access.size() != XDP_SOCK_BYTES) {
        throw access.refused(Rule.SOCKET_FIELD, ", which has only `queue_id` at 0..4");
      }
      return;
    }
    ContextLayout layout = layout(access.pointer().type()).orElseThrow();
    if (!layout.reads().allows(offset, access.size())) {
      Optional<ContextField> field = layout.fieldAt(offset);
      throw access.refused(
          Rule.SOCKET_FIELD,
          field
              .map(f -> ", which is no permitted read of `" + f.name() + "`")
              .orElse(", but " + layout.struct() + " has nothing there"));
    }
  }

  /// Refuses a store.
  static RuntimeException stored(Access access) {
    return access.refused(Rule.SOCKET_FIELD, ", but programs may only read sockets");
  }

  /// Demands that an access lies within the flow keys.
  static void checkFlowKeys(Access access) {
    if (!access.isConstant()) {
      throw access.refused(Rule.VARIABLE_OFFSET, ", but flow keys need a constant offset");
    }
    if (!Regions.fits(access.constantOffset(), access.size(), FLOW_KEYS_BYTES, false)) {
      throw access.refused(Rule.MEMORY_BOUNDS, ", which have 56 bytes");
    }
  }

  private static Optional<ContextLayout> layout(RegType type) {
    return switch (type) {
      case SOCKET -> KernelStructs.pointee(FieldType.SOCKET);
      case SOCK_COMMON -> KernelStructs.pointee(FieldType.SOCK_COMMON_OR_NULL);
      case TCP_SOCK -> KernelStructs.pointee(ReturnKind.TCP_SOCK);
      default -> Optional.empty();
    };
  }
}
