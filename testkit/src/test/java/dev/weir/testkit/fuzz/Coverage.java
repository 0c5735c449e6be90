// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.object.Linkage;
import dev.weir.verifier.image.ProgramImage;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.StateText;
import dev.weir.vm.machine.Step;
import dev.weir.vm.memory.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether what a run does is among what the verifier foresaw: the states of every path, by
/// instruction.
final class Coverage {
  private static final int STACK_BYTES = Frame.SLOTS * Long.BYTES;

  /// More than offsets into packets have.
  private static final int PACKET_BYTES = 1 << 17;

  /// How far pointers of the machine leave their region and are still known as its own.
  private static final long REACH_BYTES = 1L << 28;

  private final Map<Integer, List<State>> states = new HashMap<>();

  /// The depth of the outermost global function that is running.
  private int globalDepth = Integer.MAX_VALUE;

  /// Notes a state before an instruction.
  void foresee(int slot, State state) {
    states.computeIfAbsent(slot, _ -> new ArrayList<>()).add(state.copy());
  }

  /// What of the machine's state no path has before the instruction; empty when some path covers
  /// all of it, and within global functions and what they call: those are verified by themselves.
  Optional<String> surprise(Step step, ProgramImage image) {
    if (!step.program().name().equals(image.name()) || isWithinGlobal(step, image)) {
      return Optional.empty();
    }
    String nearest = "no path comes here";
    for (State state : states.getOrDefault(step.slot(), List.of())) {
      if (state.frames().size() != step.depth() + 1) {
        continue;
      }
      Optional<String> difference = difference(state, step);
      if (difference.isEmpty()) {
        return Optional.empty();
      }
      nearest = difference.get();
    }
    return Optional.of("at " + step.slot() + ": " + nearest);
  }

  private boolean isWithinGlobal(Step step, ProgramImage image) {
    boolean global =
        image.functions().stream()
            .skip(1)
            .filter(function -> function.linkage() == Linkage.GLOBAL)
            .anyMatch(function -> step.slot() >= function.start() && step.slot() < function.end());
    if (step.depth() < globalDepth || step.depth() == globalDepth && !global) {
      globalDepth = Integer.MAX_VALUE;
    }
    if (global) {
      globalDepth = Math.min(globalDepth, step.depth());
    }
    return globalDepth != Integer.MAX_VALUE;
  }

  private static Optional<String> difference(State state, Step step) {
    Frame frame = state.current();
    for (int i = 0; i < Frame.REGS; i++) {
      if (!covers(frame.reg(i), step.register(i), step)) {
        return Optional.of(
            "r"
                + i
                + " is 0x"
                + Long.toHexString(step.register(i))
                + ", not "
                + StateText.of(frame.reg(i)));
      }
    }
    for (Frame each : state.frames()) {
      Optional<String> difference = stack(each, step);
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static boolean covers(RegState known, long value, Step step) {
    if (known.type() == RegType.NOT_INIT) {
      return true;
    }
    if (known.isScalar()) {
      return known.scalar().contains(value);
    }
    long least = -REACH_BYTES - known.off();
    long most = REACH_BYTES - known.off();
    if (known.scalar().smin() < least || known.scalar().smax() > most) {
      return true;
    }
    Region region = step.memory().find(value);
    if (region == null) {
      return isPacket(known.type())
          ? Math.abs(value) < PACKET_BYTES
          : value == 0 && known.maybeNull();
    }
    long offset = step.memory().offset(value);
    return switch (known.type()) {
      case STACK ->
          region.kind() == Region.Kind.STACK
              && known.scalar().contains(offset - STACK_BYTES - known.off());
      case CTX ->
          region.kind() == Region.Kind.CONTEXT && known.scalar().contains(offset - known.off());
      case MAP_VALUE ->
          region.kind() == Region.Kind.MAP_VALUE && known.scalar().contains(offset - known.off());
      case PACKET, PACKET_META, PACKET_END -> region.kind() == Region.Kind.PACKET;
      default -> true;
    };
  }

  /// A hook that sees a packet in some of its calls has null pointers in the others, with nothing
  /// between them.
  private static boolean isPacket(RegType type) {
    return type == RegType.PACKET || type == RegType.PACKET_META || type == RegType.PACKET_END;
  }

  private static Optional<String> stack(Frame frame, Step step) {
    ByteBuffer bytes = ByteBuffer.wrap(step.stack(frame.number())).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frame.slotCount(); i++) {
      StackSlot slot = frame.slot(i);
      int at = STACK_BYTES - (i + 1) * Long.BYTES;
      for (int b = 0; b < Long.BYTES; b++) {
        if (slot.kind(b) == ByteKind.ZERO && bytes.get(at + b) != 0) {
          return Optional.of("the stack at " + (at + b - STACK_BYTES) + " is not zero");
        }
      }
      RegState spilled = slot.spilled();
      boolean whole = slot.kind(0) == ByteKind.SPILL && slot.kind(Long.BYTES - 1) == ByteKind.SPILL;
      if (spilled != null
          && whole
          && slot.kind(3) == ByteKind.SPILL
          && !covers(spilled, bytes.getLong(at), step)) {
        return Optional.of(
            "the stack at "
                + (at - STACK_BYTES)
                + " is 0x"
                + Long.toHexString(bytes.getLong(at))
                + ", not "
                + StateText.of(spilled));
      }
    }
    return Optional.empty();
  }
}
