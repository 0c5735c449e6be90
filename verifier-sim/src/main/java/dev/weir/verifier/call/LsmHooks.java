// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import java.util.Optional;
import java.util.Set;

/// The hooks of security modules, as functions of the kernel.
final class LsmHooks {
  private static final Set<String> YES_OR_NO =
      Set.of("xfrm_state_pol_flow_match", "audit_rule_known", "inode_xattr_skipcap");

  private LsmHooks() {}

  /// The prototype of the hook that a program is for.
  static Optional<BtfType.FunctionPrototype> prototype(ProgramImage image) {
    KernelTypes kernel = image.kernelTypes();
    Btf btf = kernel.btf();
    return image
        .kernelFunction()
        .flatMap(name -> {
          String full = name.startsWith("bpf_lsm_") ? name : "bpf_lsm_" + name;
          return kernel.function(full).or(() -> kernel.function(name));
        })
        .map(id -> btf.type(id))
        .filter(BtfType.Function.class::isInstance)
        .map(BtfType.Function.class::cast)
        .map(function -> btf.type(function.prototype()))
        .filter(BtfType.FunctionPrototype.class::isInstance)
        .map(BtfType.FunctionPrototype.class::cast);
  }

  /// Whether the hook a program is for answers with 0 or 1 instead of an error number.
  ///
  /// @kernel v7.3 kernel/bpf/bpf_lsm.c bool_lsm_hooks
  static boolean answersYesOrNo(ProgramImage image) {
    return image
        .kernelFunction()
        .filter(name -> YES_OR_NO.contains(name.replaceFirst("^bpf_lsm_", "")))
        .isPresent();
  }

  /// Whether the hook a program is for has no result.
  static boolean returnsNothing(ProgramImage image) {
    return prototype(image).map(p -> p.returnType() == 0).orElse(false);
  }
}
