// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.structure;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.report.Rule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the mere presence of a call demands, whether a path reaches it or not: kernel functions
/// want a licence, some a device; legacy packet loads and tail calls, which may leave a function in
/// its middle, want that it returns an int.
///
/// @kernel v6.18 kernel/bpf/verifier.c add_kfunc_call check_abnormal_return check_btf_func
final class CallChecks {
  private static final int TAIL_CALL = 12;

  private CallChecks() {}

  static void check(Slots slots) {
    ProgramImage image = slots.image();
    boolean main = true;
    for (FunctionImage function : image.functions()) {
      for (int slot = function.start(); slot < function.end(); slot++) {
        if (image.references().get(slot) instanceof Reference.KfuncCall call) {
          checkKernelFunction(image, slot, call);
        }
        if (!main && leavesInTheMiddle(slots.at(slot)) && !returnsInt(image, function)) {
          throw new Misplaced(
              slot,
              Rule.LEGACY_LOAD_RESULT,
              "function `"
                  + function.name()
                  + "` has a legacy packet load or a tail call, so its type must say that it"
                  + " returns an int",
              function.btfId() == 0 ? "it has no type" : "its type says otherwise");
        }
      }
      main = false;
    }
  }

  private static void checkKernelFunction(ProgramImage image, int slot, Reference.KfuncCall call) {
    if (!image.gplCompatible()) {
      throw new Misplaced(
          slot,
          Rule.HELPER_LICENCE,
          "kernel functions can be called only under a licence compatible with the GPL",
          "the licence is `" + image.license() + "`");
    }
    if (call.kfunc().name().startsWith("bpf_xdp_metadata_")) {
      throw new Misplaced(
          slot,
          Rule.KFUNC_UNAVAILABLE,
          call.kfunc().name() + " can be called only by programs that are bound to a device",
          "the program is for all devices");
    }
  }

  /// Whether an instruction may leave its function although others follow.
  static boolean leavesInTheMiddle(@Nullable Insn<Reg> insn) {
    return switch (insn) {
      case Insn.LoadAbs<Reg> _, Insn.LoadInd<Reg> _ -> true;
      case Insn.CallHelper<Reg>(int id) -> id == TAIL_CALL;
      case null, default -> false;
    };
  }

  /// Whether the type of a function says that it gives an integer of up to eight bytes.
  private static boolean returnsInt(ProgramImage image, FunctionImage function) {
    Optional<Btf> types = image.types();
    if (types.isEmpty() || function.btfId() == 0) {
      return false;
    }
    Btf btf = types.get();
    return btf.type(function.btfId()) instanceof BtfType.Function f
        && btf.type(f.prototype()) instanceof BtfType.FunctionPrototype p
        && p.returnType() != 0
        && btf.strip(p.returnType()) != 0
        && switch (btf.type(btf.strip(p.returnType()))) {
          case BtfType.Int number -> number.sizeBytes() <= Long.BYTES;
          case BtfType.Enum _, BtfType.Enum64 _ -> true;
          default -> false;
        };
  }
}
