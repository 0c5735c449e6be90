// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.report.Rule;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;

/// Which rules an instruction's access follows: those of the memory that its pointer leads to.
///
/// @kernel v6.12 kernel/bpf/verifier.c check_mem_access
final class AccessRules {
  private AccessRules() {}

  /// What a load yields, before it is extended to 64 bits.
  static RegState load(Access access, boolean signed) {
    begin(access);
    return switch (access.pointer().type()) {
      case STACK -> StackReads.value(access);
      case CTX -> Contexts.value(access, signed);
      case PACKET, PACKET_META -> {
        Packets.check(access, false);
        yield RegState.UNKNOWN;
      }
      case MAP_VALUE -> MapValues.value(access, signed);
      case MAP_KEY -> {
        Regions.check(access, MapValues.map(access).keySize(), false);
        yield RegState.UNKNOWN;
      }
      case MEM -> {
        Buffers.checkMemory(access, false);
        yield RegState.UNKNOWN;
      }
      case BUF, TP_BUFFER -> {
        Buffers.checkBuffer(access);
        yield RegState.UNKNOWN;
      }
      case FLOW_KEYS -> {
        Sockets.checkFlowKeys(access);
        yield RegState.UNKNOWN;
      }
      case SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK -> {
        Sockets.checkLoad(access);
        yield RegState.UNKNOWN;
      }
      case BTF_ID -> KernelObjects.load(access);
      case MAP_PTR -> KernelObjects.loadFromMap(access);
      case ARENA -> RegState.UNKNOWN;
      case NOT_INIT, SCALAR, PACKET_END, FUNC, DYNPTR, INSN -> throw noMemory(access);
    };
  }

  /// Demands that memory may be read by an operation that puts it in no register.
  static void read(Access access) {
    if (access.pointer().type() == RegType.STACK) {
      begin(access);
      StackReads.check(access);
    } else {
      load(access, false);
    }
  }

  /// Stores something.
  static void store(Access access, Stored stored) {
    begin(access);
    switch (access.pointer().type()) {
      case STACK -> StackWrites.execute(access, stored);
      case CTX -> Contexts.store(access);
      case PACKET, PACKET_META -> {
        Packets.checkWritable(access);
        Packets.check(access, false);
      }
      case MAP_VALUE -> MapValues.store(access, stored);
      case MAP_KEY ->
          throw access.refused(Rule.READ_ONLY_MEMORY, ", but a callback's key does not change");
      case MEM -> Buffers.checkMemory(access, false);
      case BUF, TP_BUFFER -> Buffers.checkBuffer(access);
      case FLOW_KEYS -> Sockets.checkFlowKeys(access);
      case SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK -> throw Sockets.stored(access);
      case BTF_ID -> KernelObjects.store(access);
      case MAP_PTR ->
          throw access.refused(Rule.KERNEL_OBJECT, ", but programs may only read maps themselves");
      case ARENA -> {}
      case NOT_INIT, SCALAR, PACKET_END, FUNC, DYNPTR, INSN -> throw noMemory(access);
    }
  }

  private static void begin(Access access) {
    Alignment.check(access);
    if (access.pointer().maybeNull()) {
      throw access.refused(Rule.MAYBE_NULL, ", which may be null here");
    }
  }

  private static RuntimeException noMemory(Access access) {
    return access.refusal(
        Rule.NO_MEMORY,
        access.kind().word()
            + " of "
            + Words.bytes(access.size())
            + " through R"
            + access.reg()
            + ", which is "
            + Words.register(access.pointer()));
  }
}
