// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.call;

import dev.weir.bytecode.kernel.ArgKind;
import dev.weir.bytecode.kernel.ArgType;
import dev.weir.verifier.image.FunctionImage;
import dev.weir.verifier.memory.AccessKind;
import dev.weir.verifier.memory.MemoryArgument;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import dev.weir.verifier.transfer.NullChecks;
import java.util.Objects;
import java.util.Set;

/// Arguments of global functions.
///
/// @kernel v6.12 kernel/bpf/verifier.c btf_check_func_arg_match
final class GlobalArguments {
  private GlobalArguments() {}

  /// Demands that the registers fit a function's parameters.
  static void check(Walk walk, FunctionImage function, Signature signature) {
    CallFacts facts = new CallFacts(walk, function.name());
    for (int i = 0; i < signature.parameters().size(); i++) {
      check(facts, i + 1, signature.parameters().get(i), function);
    }
  }

  private static void check(
      CallFacts facts, int reg, Signature.Parameter parameter, FunctionImage function) {
    RegState value = facts.reg(reg);
    switch (parameter.kind()) {
      case NUMBER -> {
        if (!value.isScalar()) {
          throw facts.refused(Rule.FUNCTION_ARGUMENT, reg, "a number");
        }
      }
      case CONTEXT -> {
        if (value.type() != RegType.CTX) {
          throw facts.refused(Rule.FUNCTION_ARGUMENT, reg, "the context");
        }
        RegisterKinds.checkOffset(facts, reg, false, false);
      }
      case MEMORY -> checkMemory(facts, reg, parameter, function);
      case DYNPTR -> {
        RegisterKinds.checkOffset(facts, reg, false, true);
        Dynptrs.use(facts, reg, 0, false);
      }
      case ARENA -> {
        if (!value.isScalar() && value.type() != RegType.ARENA) {
          throw facts.refused(Rule.FUNCTION_ARGUMENT, reg, "a pointer to the arena");
        }
      }
      case OBJECT -> checkObject(facts, reg, parameter);
      case UNTRUSTED_MEMORY, UNTRUSTED_OBJECT -> {}
    }
  }

  private static void checkMemory(
      CallFacts facts, int reg, Signature.Parameter parameter, FunctionImage function) {
    Walk walk = facts.walk;
    RegisterKinds.checkOffset(facts, reg, false, false);
    checkBothWays(walk, reg, parameter.size());
    RegState value = facts.reg(reg);
    boolean zero = CallFacts.isNull(value) && walk.kernel().has(Behaviour.NONNULL_REFUSES_ZERO);
    if (!parameter.nullable() && (value.maybeNull() || zero)) {
      throw facts.refused(Rule.FUNCTION_ARGUMENT, reg, "a pointer that is not null");
    }
    int slice = RegFlag.DYNPTR_SKB | RegFlag.DYNPTR_XDP | RegFlag.DYNPTR_SKB_META;
    boolean packet =
        value.type() == RegType.PACKET
            || value.type() == RegType.PACKET_META
            || (value.flags() & slice) != 0;
    if (packet
        && walk.kernel().has(Behaviour.PACKET_MEMORY_STAYS)
        && walk.changesPacketData(walk.image().functions().indexOf(function))) {
      throw facts.refused(
          Rule.FUNCTION_ARGUMENT,
          reg,
          "memory other than the packet, which the function may change");
    }
  }

  /// Demands that memory may be read and written, null aside.
  ///
  /// @kernel v6.12 kernel/bpf/verifier.c check_mem_reg
  static void checkBothWays(Walk walk, int reg, int size) {
    Frame frame = walk.frame();
    RegState value = frame.reg(reg);
    if (CallFacts.isNull(value)) {
      return;
    }
    if (value.maybeNull()) {
      frame.set(reg, NullChecks.nonNull(value));
    }
    MemoryArgument.check(walk, reg, size, AccessKind.READ, true, false);
    MemoryArgument.check(walk, reg, size, AccessKind.WRITE, true, false);
    if (value.maybeNull()) {
      frame.set(reg, value);
    }
  }

  private static void checkObject(CallFacts facts, int reg, Signature.Parameter parameter) {
    RegState value = facts.reg(reg);
    if (parameter.nullable() && CallFacts.isNull(value)) {
      facts.walk.markPrecise(reg);
      return;
    }
    var target = Objects.requireNonNull(parameter.target());
    String struct = target.btf().type(target.typeId()).name();
    RegisterKinds.check(
        facts,
        reg,
        new ArgType(ArgKind.BTF_ID, parameter.nullable(), Set.of(), 0, struct),
        facts.name);
  }
}
