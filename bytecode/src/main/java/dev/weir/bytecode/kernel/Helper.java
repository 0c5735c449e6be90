// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.List;

/// A helper function with one signature. A few helpers have another signature at other hooks (a
/// context here, a socket there): [Helpers#at] gives the one of a hook.
///
/// @param id the number in a call instruction
/// @param name the name without the `bpf_` prefix, such as `map_lookup_elem`
/// @param args the arguments in R1 to R5
/// @param returns the result in R0
/// @param gplOnly whether only programs under a GPL-compatible licence may call it
/// @param since the first kernel with the helper; a hook may have got it later, see [Helpers#since]
/// @param changesPacketData whether packet pointers are invalid after the call
public record Helper(
    int id,
    String name,
    List<ArgType> args,
    ReturnType returns,
    boolean gplOnly,
    KernelVersion since,
    boolean changesPacketData) {
  /// Copies the list.
  public Helper {
    args = List.copyOf(args);
  }

  /// The name in C, such as `bpf_map_lookup_elem`.
  public String functionName() {
    return "bpf_" + name;
  }

  /// Whether the result is a reference the program must release on every path.
  public boolean acquires() {
    return switch (name) {
      case "sk_lookup_tcp", "sk_lookup_udp", "skc_lookup_tcp", "ringbuf_reserve", "kptr_xchg" ->
          true;
      default -> false;
    };
  }
}
