// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.image.ProgramImage;
import java.util.Optional;

/// The hooks of security modules, as functions of the kernel.
final class LsmHooks {
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

  /// Whether the hook a program is for has no result.
  static boolean returnsNothing(ProgramImage image) {
    return prototype(image).map(p -> p.returnType() == 0).orElse(false);
  }
}
