// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// A parameter of a kfunc. The name's suffix tells the verifier how to check it: `__sz` the size of
/// the memory before it, `__k` a constant, `__ign` unchecked, `__uninit` filled by the function,
/// `__nullable` or `__opt` may be null, `__str` a constant string.
///
/// @param type the C type, such as `struct bpf_dynptr *`
/// @param name the name with its suffix
public record KfuncArg(String type, String name) {
  /// Whether the type is a pointer.
  public boolean pointer() {
    return type.endsWith("*");
  }

  /// Whether the name carries that suffix, such as `sz`.
  public boolean hasSuffix(String suffix) {
    return name.endsWith("__" + suffix);
  }
}
