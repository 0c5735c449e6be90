// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.report.Unmodelled;

/// Programs with a function of their own for exceptions, which the model does not follow.
final class ExceptionCallbacks {
  private static final String TAG = "exception_callback:";

  private ExceptionCallbacks() {}

  static void check(ProgramImage image) {
    Btf types = image.types().orElse(null);
    if (types == null) {
      return;
    }
    for (FunctionImage function : image.functions()) {
      for (BtfType type : types.types()) {
        if (type instanceof BtfType.DeclTag tag
            && tag.type() == function.btfId()
            && tag.name().startsWith(TAG)) {
          throw new Unmodelled("functions for exceptions");
        }
      }
    }
  }
}
