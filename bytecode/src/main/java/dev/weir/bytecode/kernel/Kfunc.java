// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

import java.util.List;
import java.util.Set;

/// A kernel function that programs call by the BTF id it has in the running kernel. Unlike helpers,
/// kfuncs carry no promise of stability: a later kernel may rename or drop one.
///
/// @param name the function's name, such as `bpf_dynptr_from_skb`
/// @param returns the C type of the result, `void` for none
/// @param args the parameters in R1 to R5
/// @param flags what the verifier knows beside the types
/// @param since the first kernel that has it
public record Kfunc(
    String name, String returns, List<KfuncArg> args, Set<KfuncFlag> flags, KernelVersion since) {
  /// Copies the collections.
  public Kfunc {
    args = List.copyOf(args);
    flags = Set.copyOf(flags);
  }

  /// Whether the function carries that flag.
  public boolean has(KfuncFlag flag) {
    return flags.contains(flag);
  }
}
