// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.Condition;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.scalar.Comparison;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.State;

/// What comparisons of packet pointers teach: how many bytes behind a pointer are in the packet.
///
/// The metadata in front of the packet ends where the packet starts, so there the packet's start
/// stands for the end.
///
/// @kernel v6.12 kernel/bpf/verifier.c try_match_pkt_pointers, find_good_pkt_pointers
final class PacketRanges {
  /// [RegState#range] of a packet pointer that lies at the end of the packet or behind it.
  static final int AT_END = -1;

  /// [RegState#range] of a packet pointer that lies behind the end of the packet.
  static final int BEYOND_END = -2;

  private static final int MAX_OFFSET = 0xffff;

  private final boolean region;

  /// @param region whether ranges count from where the variable part of the offset is 0
  private PacketRanges(boolean region) {
    this.region = region;
  }

  static boolean isPacketOrEnd(RegState value) {
    return value.type() == RegType.PACKET
        || value.type() == RegType.PACKET_META
        || value.type() == RegType.PACKET_END;
  }

  /// How a comparison of two packet pointers comes out, when an earlier one decides it.
  static Comparison.Result decide(Condition condition, RegState left, RegState right) {
    RegState pointer;
    Condition order;
    if (right.type() == RegType.PACKET_END) {
      pointer = left;
      order = condition;
    } else if (left.type() == RegType.PACKET_END) {
      pointer = right;
      order = flipped(condition);
    } else {
      return Comparison.Result.OPEN;
    }
    boolean beyond = pointer.range() == BEYOND_END;
    boolean at = beyond || pointer.range() == AT_END;
    return switch (order) {
      case GT -> beyond ? Comparison.Result.HOLDS : Comparison.Result.OPEN;
      case LE -> beyond ? Comparison.Result.FAILS : Comparison.Result.OPEN;
      case GE -> at ? Comparison.Result.HOLDS : Comparison.Result.OPEN;
      case LT -> at ? Comparison.Result.FAILS : Comparison.Result.OPEN;
      case EQ, NE, SET, SGT, SGE, SLT, SLE -> Comparison.Result.OPEN;
    };
  }

  /// Learns from a comparison of two registers of the current frame.
  ///
  /// @param taken the state in which the condition holds
  /// @param notTaken the state in which it does not
  static void learn(
      Condition condition,
      int leftReg,
      int rightReg,
      State taken,
      State notTaken,
      KernelModel kernel) {
    PacketRanges ranges = new PacketRanges(kernel.has(Behaviour.PACKET_AS_REGION));
    RegState left = notTaken.current().reg(leftReg);
    RegState right = notTaken.current().reg(rightReg);
    if (isPointerBefore(left, right)) {
      ranges.learn(condition, leftReg, left, taken, notTaken);
    } else if (isPointerBefore(right, left)) {
      ranges.learn(flipped(condition), rightReg, right, taken, notTaken);
    }
  }

  /// `pointer condition end`.
  private void learn(Condition condition, int reg, RegState pointer, State taken, State notTaken) {
    switch (condition) {
      case GT -> learnSides(reg, pointer, notTaken, taken, false);
      case LE -> learnSides(reg, pointer, taken, notTaken, false);
      case LT -> learnSides(reg, pointer, taken, notTaken, true);
      case GE -> learnSides(reg, pointer, notTaken, taken, true);
      case EQ, NE, SET, SGT, SGE, SLT, SLE -> {}
    }
  }

  /// @param inside where the pointer is at or before the end
  /// @param outside where it is not
  /// @param strict whether inside means before, and outside at the end or behind it
  private void learnSides(int reg, RegState pointer, State inside, State outside, boolean strict) {
    extend(inside, pointer, strict);
    RegState beyond = outside.current().reg(reg);
    if (beyond.type() == RegType.PACKET) {
      outside.current().set(reg, beyond.withRange(strict ? AT_END : BEYOND_END));
    }
  }

  private void extend(State inside, RegState pointer, boolean strict) {
    long greatest = region ? greatestOffset(pointer) : greatestFixedOffset(pointer);
    if (Long.compareUnsigned(greatest, MAX_OFFSET) > 0 || greatest == 0 && strict) {
      return;
    }
    int proven = (int) greatest + (strict ? 1 : 0);
    inside.replaceAll(value ->
        value.type() == pointer.type() && value.id() == pointer.id() && value.range() < proven
            ? value.withRange(proven)
            : value);
  }

  /// The fixed offset alone; too much where it is negative, or the variable part may be too much.
  private static long greatestFixedOffset(RegState pointer) {
    long variable = pointer.scalar().umax();
    boolean small =
        pointer.off() >= 0
            && Long.compareUnsigned(variable, MAX_OFFSET) <= 0
            && Long.compareUnsigned(variable + pointer.off(), MAX_OFFSET) <= 0;
    return small ? pointer.off() : Long.MAX_VALUE;
  }

  /// Of both parts of the offset together; too much where it may be negative.
  private static long greatestOffset(RegState pointer) {
    long least = pointer.scalar().umin();
    boolean positive =
        pointer.off() >= 0 || Long.compareUnsigned(least, -(long) pointer.off()) >= 0;
    return positive && Long.compareUnsigned(pointer.scalar().umax(), MAX_OFFSET * 2L) <= 0
        ? pointer.scalar().umax() + pointer.off()
        : Long.MAX_VALUE;
  }

  private static boolean isPointerBefore(RegState pointer, RegState end) {
    return pointer.type() == RegType.PACKET && end.type() == RegType.PACKET_END
        || pointer.type() == RegType.PACKET_META && isStartOfPacket(end);
  }

  private static boolean isStartOfPacket(RegState value) {
    return value.type() == RegType.PACKET
        && value.id() == 0
        && value.off() == 0
        && value.scalar().isConstant()
        && value.scalar().value() == 0;
  }

  static Condition flipped(Condition condition) {
    return switch (condition) {
      case EQ, NE, SET -> condition;
      case GT -> Condition.LT;
      case GE -> Condition.LE;
      case LT -> Condition.GT;
      case LE -> Condition.GE;
      case SGT -> Condition.SLT;
      case SGE -> Condition.SLE;
      case SLT -> Condition.SGT;
      case SLE -> Condition.SGE;
    };
  }
}
