// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.memory;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.state.InsnNotes;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// One instruction, several paths: the kernel rewrites accesses to some kinds of memory, once, so
/// all paths must bring the same kind.
///
/// @kernel v6.12 kernel/bpf/verifier.c save_aux_ptr_type
final class SamePointers {
  private SamePointers() {}

  /// Demands that this path accesses memory of the kind that earlier paths did.
  ///
  /// @param trustMayDiffer whether pointers to kernel objects may be trusted on one path and not on
  ///   another
  static void check(Walk walk, RegState pointer, boolean trustMayDiffer) {
    InsnNotes notes = walk.notes();
    RegState before = notes.accessed();
    if (before == null) {
      notes.setAccessed(pointer);
      return;
    }
    boolean same = before.type() == pointer.type() && before.flags() == pointer.flags();
    if (same || (mayDiffer(walk, before) && mayDiffer(walk, pointer))) {
      return;
    }
    if (trustMayDiffer && isKernelMemory(walk, before) && isKernelMemory(walk, pointer)) {
      notes.setAccessed(merged(before, pointer));
      return;
    }
    throw new Violation(
        Rule.MIXED_POINTERS,
        "this instruction accesses "
            + Words.region(pointer)
            + " on this path and "
            + Words.region(before)
            + " on another, which the kernel must treat differently",
        List.of("here: " + Words.register(pointer), "elsewhere: " + Words.register(before)));
  }

  private static boolean mayDiffer(Walk walk, RegState pointer) {
    return switch (pointer.type()) {
      case CTX, SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK, BTF_ID, ARENA -> false;
      case MEM -> !isProbed(pointer) || !walk.kernel().has(Behaviour.FAULTS_GUARDED);
      case NOT_INIT,
          SCALAR,
          MAP_PTR,
          MAP_VALUE,
          MAP_KEY,
          STACK,
          PACKET_META,
          PACKET,
          PACKET_END,
          FLOW_KEYS,
          TP_BUFFER,
          BUF,
          FUNC,
          DYNPTR,
          INSN ->
          true;
    };
  }

  private static boolean isKernelMemory(Walk walk, RegState pointer) {
    return pointer.type() == RegType.BTF_ID
        || (pointer.type() == RegType.MEM && walk.kernel().has(Behaviour.UNTRUSTED_MEMORY));
  }

  private static boolean isProbed(RegState pointer) {
    return pointer.is(RegFlag.RDONLY | RegFlag.UNTRUSTED);
  }

  private static RegState merged(RegState before, RegState now) {
    boolean memory = before.type() == RegType.MEM || now.type() == RegType.MEM;
    RegType type = memory ? RegType.MEM : RegType.BTF_ID;
    return RegState.pointer(type)
        .withTarget(before.target())
        .withFlags(memory ? RegFlag.RDONLY | RegFlag.UNTRUSTED : RegFlag.UNTRUSTED);
  }
}
