// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.machine;

import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A program ready to run: parallel arrays by slot, with one slot behind the end that faults.
///
/// Immediates and addresses lie in the register file behind R10, so that `src` is always an index
/// into it.
public final class Decoded {
  final ProgramImage image;
  final int[] op;
  final int[] dst;
  final int[] src;

  /// Jump target, memory offset, index into calls, or slot of a callee.
  final int[] arg;

  final Call[] calls;
  final @Nullable String[] bad;

  /// The register file: R0 to R10, then the constants.
  final long[] registers;

  /// The code with every operation replaced by [Op#OBSERVE]; made when first needed.
  private int @Nullable [] observed;

  Decoded(
      ProgramImage image,
      int[] op,
      int[] dst,
      int[] src,
      int[] arg,
      Call[] calls,
      @Nullable String[] bad,
      long[] registers) {
    this.image = image;
    this.op = op;
    this.dst = dst;
    this.src = src;
    this.arg = arg;
    this.calls = calls;
    this.bad = bad;
    this.registers = registers;
  }

  /// The program.
  public ProgramImage image() {
    return image;
  }

  int[] observedOps() {
    int[] ops = observed;
    if (ops == null) {
      ops = new int[op.length];
      Arrays.fill(ops, Op.OBSERVE);
      observed = ops;
    }
    return ops;
  }

  /// The name of the function at a slot.
  String functionAt(int slot) {
    String name = image.name();
    for (FunctionImage function : image.functions()) {
      if (function.start() <= slot) {
        name = function.name();
      }
    }
    return name;
  }
}
