// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.AttachType;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.kernel.ReturnRange;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.memory.Words;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.Callback;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;
import java.util.Optional;

/// What programs, global functions and later callbacks may return.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_return_code
final class ResultRules {
  private ResultRules() {}

  /// Checks a result.
  ///
  /// @param reg the register with the result
  static void check(Walk walk, int reg) {
    ProgramImage image = walk.image();
    Frame frame = walk.state().frame(0);
    Callback role = frame.callback();
    boolean global = frame.function() != 0 && role == null;
    if (global && Signature.of(image, walk.kernel(), frame.function()).returnsNothing()) {
      return;
    }
    RegState value = walk.frame().reg(reg);
    if (value.type() == RegType.NOT_INIT) {
      throw new Violation(
          Rule.RESULT_MISSING,
          "R" + reg + " is the result, but was never written",
          List.of("R" + reg + " holds nothing"));
    }
    if (role != null) {
      checkRange(walk, reg, role.least(), role.greatest(), "a callback that runs later");
    } else if (global) {
      if (!value.isScalar()) {
        throw new Violation(
            Rule.RESULT_KIND,
            "a global function returns " + Words.register(value) + "; expected a number");
      }
    } else {
      checkProgram(walk, reg);
    }
  }

  private static void checkProgram(Walk walk, int reg) {
    ProgramImage image = walk.image();
    ReturnRange range = image.hook().map(hook -> hook.returns()).orElse(ReturnRange.ANY);
    if (image.type() == ProgramType.LSM && LsmHooks.returnsNothing(image)) {
      range = new ReturnRange(1, 1);
    }
    if (image.attachType().equals(Optional.of(AttachType.TRACE_ITER))) {
      range = new ReturnRange(0, 1);
    }
    if (!range.any()) {
      String who =
          image.hook().map(hook -> "a program at hook `" + hook.name() + "`").orElse("a program");
      checkRange(walk, reg, range.min(), range.max(), who);
    }
  }

  private static void checkRange(Walk walk, int reg, long least, long greatest, String who) {
    RegState value = walk.frame().reg(reg);
    if (!value.isScalar()) {
      throw new Violation(
          Rule.RESULT_KIND,
          who + " returns " + Words.register(value) + "; expected " + range(least, greatest),
          List.of("R" + reg + " is " + Words.register(value)));
    }
    walk.markPrecise(reg);
    if (value.scalar().smin() < least || value.scalar().smax() > greatest) {
      throw new Violation(
          Rule.RESULT_RANGE,
          who + " returns " + Words.range(value.scalar()) + "; expected " + range(least, greatest),
          List.of("R" + reg + " is " + Words.register(value)));
    }
  }

  /// `0 or 1`, `1`, `0..3`.
  static String range(long least, long greatest) {
    if (least == greatest) {
      return Long.toString(least);
    }
    return greatest == least + 1 ? least + " or " + greatest : least + ".." + greatest;
  }
}
