// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.image.ImageMap;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.Arrays;
import java.util.List;

/// Memory that a program hands to a helper, a kfunc or a global function.
public final class MemoryArgument {
  /// Sizes from here on count as unbounded.
  private static final long MAX_SIZE = 1L << 29;

  private MemoryArgument() {}

  /// Demands that a register points to memory of a size that the callee may access, and changes
  /// what is known of it as the callee may.
  ///
  /// @param reg the argument, 1 to 5
  /// @param sizeBytes how much the callee accesses
  /// @param kind what the callee does
  /// @param zeroSizeAllowed whether no bytes at all, even at null, are fine
  /// @param uninit whether the callee fills all of it, so that nothing need lie there
  /// @throws Violation where the memory may not be accessed so
  /// @kernel v6.12 kernel/bpf/verifier.c check_helper_mem_access
  public static void check(
      Walk walk, int reg, int sizeBytes, AccessKind kind, boolean zeroSizeAllowed, boolean uninit) {
    RegState pointer = walk.frame().reg(reg);
    Access access = Access.of(walk, reg, 0, sizeBytes, kind, Access.Source.CALL);
    switch (pointer.type()) {
      case PACKET, PACKET_META -> Packets.check(access, zeroSizeAllowed);
      case MAP_KEY -> checkKey(access);
      case MAP_VALUE -> MapValues.check(access, zeroSizeAllowed);
      case MEM -> Buffers.checkMemory(access, zeroSizeAllowed);
      case BUF -> Buffers.checkBuffer(access);
      case STACK -> {
        if (sizeBytes == 0 && !zeroSizeAllowed) {
          throw access.refused(Rule.ZERO_SIZE, ", but the size must not be zero");
        }
        StackArguments.check(access, uninit);
      }
      case BTF_ID -> {
        if (kind == AccessKind.WRITE && walk.kernel().has(Behaviour.OBJECTS_WRITTEN_BY_CALLS)) {
          KernelObjects.store(access);
        } else {
          KernelObjects.load(access.as(AccessKind.READ));
        }
      }
      case CTX -> checkContext(access, zeroSizeAllowed);
      case NOT_INIT,
          SCALAR,
          MAP_PTR,
          PACKET_END,
          FLOW_KEYS,
          SOCKET,
          SOCK_COMMON,
          TCP_SOCK,
          XDP_SOCK,
          TP_BUFFER,
          ARENA,
          FUNC,
          DYNPTR,
          INSN ->
          checkNothing(access, zeroSizeAllowed);
    }
  }

  /// The same for a size in a register: all that its range permits must be accessible. The verdict
  /// depends on that range, so the register becomes precise.
  ///
  /// @param memReg the argument with the pointer, 1 to 5
  /// @param sizeReg the argument with the size, 1 to 5
  /// @throws Violation where the memory may not be accessed so
  /// @kernel v6.12 kernel/bpf/verifier.c check_mem_size_reg
  public static void checkSized(
      Walk walk,
      int memReg,
      int sizeReg,
      AccessKind kind,
      boolean zeroSizeAllowed,
      boolean uninit) {
    Scalar size = walk.frame().reg(sizeReg).scalar();
    List<String> evidence = List.of("R" + sizeReg + " is " + Words.range(size));
    if (size.smin() < 0) {
      throw new Violation(
          Rule.NEGATIVE_SIZE,
          "R" + sizeReg + " is a size, but may be negative as a signed number",
          evidence);
    }
    if (size.umin() == 0 && !zeroSizeAllowed) {
      throw new Violation(
          Rule.ZERO_SIZE, "R" + sizeReg + " is a size that must not be zero, but may be", evidence);
    }
    if (Long.compareUnsigned(size.umax(), MAX_SIZE) >= 0) {
      throw new Violation(
          Rule.UNBOUNDED_SIZE, "R" + sizeReg + " is a size without an upper bound", evidence);
    }
    boolean fills = uninit && size.isConstant();
    check(walk, memReg, (int) size.umax(), kind, zeroSizeAllowed, fills);
    walk.markPrecise(sizeReg);
  }

  /// The bytes of a string that a call needs as a constant, without the terminator: it must lie in
  /// a frozen map that programs only read, at a known place.
  ///
  /// @param reg the argument, 1 to 5
  /// @throws Violation where it is no such string
  /// @kernel v6.12 kernel/bpf/verifier.c check_reg_const_str
  public static byte[] string(Walk walk, int reg) {
    RegState pointer = walk.frame().reg(reg);
    Access access = Access.of(walk, reg, 0, 1, AccessKind.READ, Access.Source.CALL);
    String needed = "R" + reg + " must be a constant string, but ";
    if (!pointer.isNonNull(RegType.MAP_VALUE)) {
      throw access.refusal(Rule.CONSTANT_STRING, needed + "is " + Words.register(pointer));
    }
    ImageMap map = MapValues.map(access);
    if (!MapValues.isConstant(map)) {
      throw access.refusal(
          Rule.CONSTANT_STRING, needed + "map " + map.name() + " may change while it runs");
    }
    if (!access.isConstant()) {
      throw access.refusal(Rule.CONSTANT_STRING, needed + "its place in the map varies");
    }
    int rest = map.valueSize() - pointer.off();
    MapValues.check(Access.of(walk, reg, 0, rest, AccessKind.READ, Access.Source.CALL), false);
    byte[] contents = map.contents().orElseThrow();
    int start = (int) access.constantOffset();
    for (int end = start; end < contents.length; end++) {
      if (contents[end] == 0) {
        return Arrays.copyOfRange(contents, start, end);
      }
    }
    throw access.refusal(Rule.CONSTANT_STRING, needed + "no zero byte ends it");
  }

  private static void checkKey(Access access) {
    if (access.kind() == AccessKind.WRITE) {
      throw access.refused(Rule.READ_ONLY_MEMORY, ", but a callback's key does not change");
    }
    Regions.check(access, MapValues.map(access).keySize(), false);
  }

  /// The context of a `syscall` program is plain memory, of a size that is known when it runs.
  private static void checkContext(Access access, boolean zeroSizeAllowed) {
    if (!Contexts.isUnchecked(access.walk().image())) {
      checkNothing(access, zeroSizeAllowed);
      return;
    }
    if (access.size() == 0 && !zeroSizeAllowed) {
      throw access.refused(Rule.ZERO_SIZE, ", but the size must not be zero");
    }
  }

  /// What is no memory serves only where nothing is accessed.
  private static void checkNothing(Access access, boolean zeroSizeAllowed) {
    RegState value = access.pointer();
    boolean isNull =
        value.type() == RegType.SCALAR
            && value.scalar().isConstant()
            && value.scalar().value() == 0;
    if (isNull && zeroSizeAllowed && access.size() == 0) {
      return;
    }
    throw access.refusal(
        Rule.MEMORY_ARGUMENT,
        "R"
            + access.reg()
            + " must be a pointer to "
            + Words.bytes(access.size())
            + " of memory, but is "
            + Words.register(value));
  }
}
