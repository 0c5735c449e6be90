// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Kfunc;
import dev.weir.bytecode.kernel.KfuncFlag;
import dev.weir.bytecode.kernel.Kfuncs;
import dev.weir.verifier.image.Reference;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Unmodelled;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.Walk;
import java.util.Optional;

/// Calls of kernel functions by their BTF id.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_kfunc_call
public final class KfuncCall {
  private KfuncCall() {}

  /// Executes a call of a kernel function. The path goes on after it; other outcomes are given to
  /// [Walk#branch].
  ///
  /// @throws Violation if the program may not call the function so
  public static void execute(Walk walk, Insn.CallKfunc<Reg> call) {
    Kfunc kfunc =
        switch (walk.image().references().get(walk.insn())) {
          case Reference.KfuncCall(Kfunc known) -> known;
          case Reference.Missing(String name) -> throw missing(walk, name);
          case null, default ->
              throw new Unmodelled("the kernel function with BTF id " + call.btfId());
        };
    KfuncRules.checkPlace(walk, kfunc);
    if (KfuncRules.isResourceLock(kfunc)) {
      KfuncRules.branchOnFailedLock(walk);
    }
    CallFacts facts = new CallFacts(walk, kfunc.name());
    KfuncArguments.check(facts, kfunc);
    KfuncRules.enterOrLeaveSections(facts, kfunc);
    if (facts.releaseReg != 0) {
      References.release(walk, facts.reg(facts.releaseReg).refId(), kfunc.name());
    }
    RegState result = KfuncResult.of(facts, kfunc);
    CallerSaved.forget(walk.frame());
    walk.frame().set(0, result);
    if (kfunc.has(KfuncFlag.ITER_NEXT)) {
      Iterators.next(facts);
    }
    if (kfunc.name().equals("bpf_xdp_pull_data")) {
      CallerSaved.forgetPacket(walk.state());
    }
  }

  /// A kernel function that the tables do not know may be one all the same.
  private static RuntimeException missing(Walk walk, String name) {
    Optional<Kfunc> later = Kfuncs.byName(name);
    if (later.isPresent()) {
      return new Violation(
          Rule.KFUNC_UNAVAILABLE, name + " came with Linux " + later.get().since());
    }
    return walk.image().kernelTypes().function(name).isPresent()
        ? new Unmodelled("the kernel function " + name)
        : new Violation(Rule.KFUNC_UNAVAILABLE, "the kernel has no function " + name);
  }
}
