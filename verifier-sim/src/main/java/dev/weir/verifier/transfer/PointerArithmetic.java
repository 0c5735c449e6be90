// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.report.Rule;
import dev.weir.verifier.report.Violation;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.scalar.ScalarArithmetic;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.Walk;
import java.util.List;

/// Arithmetic of a pointer and a number.
///
/// A known number goes into the fixed offset, an unknown one into the variable offset. Packet
/// pointers then get another identity, for what is known of their range no longer holds.
///
/// @kernel v6.12 kernel/bpf/verifier.c adjust_ptr_min_max_vals
final class PointerArithmetic {
  /// Offsets lie between this and its negative.
  private static final long OFFSET_LIMIT = 1L << 29;

  private PointerArithmetic() {}

  /// The result of arithmetic on a pointer and a number.
  ///
  /// @param reversed whether the number is the first operand
  static RegState apply(
      Walk walk, Insn.Alu<Reg> alu, RegState pointer, Scalar number, boolean reversed) {
    if (contradictory(number)) {
      return RegState.UNKNOWN;
    }
    if (alu.width() == Width.W32) {
      if (alu.op() == AluOp.SUB) {
        return RegState.UNKNOWN;
      }
      throw refuse(
          walk, alu, Rule.POINTER_WIDTH, "32-bit arithmetic on a pointer; only 64-bit keeps it");
    }
    checkType(walk, alu, pointer, number);
    if (pointer.type() == RegType.MEM && pointer.is(RegFlag.UNTRUSTED)) {
      boolean kept = !reversed || walk.kernel().has(Behaviour.UNTRUSTED_SUMS);
      return kept ? pointer : RegState.scalar(number);
    }
    checkNumber(walk, alu, pointer, number);
    checkOffset(walk, alu, pointer);
    RegState result =
        switch (alu.op()) {
          case ADD -> add(walk, pointer, number);
          case SUB -> subtract(walk, alu, pointer, number, reversed);
          default ->
              throw refuse(
                  walk,
                  alu,
                  Rule.POINTER_OPERATOR,
                  "operator " + alu.op().symbol() + " on a pointer; only += and -= are allowed");
        };
    checkOffset(walk, alu, result);
    return result.withScalar(ScalarArithmetic.settle(result.scalar(), walk.kernel()));
  }

  /// On a path that cannot be taken, a number's bounds may contradict each other.
  private static boolean contradictory(Scalar number) {
    return number.isConstant() && (number.smin() != number.smax() || number.umin() != number.umax())
        || number.smin() > number.smax()
        || Long.compareUnsigned(number.umin(), number.umax()) > 0;
  }

  private static void checkType(Walk walk, Insn.Alu<Reg> alu, RegState pointer, Scalar number) {
    if (pointer.maybeNull()) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_MAY_BE_NULL,
          "arithmetic on " + pointer.type().kernelName() + "_or_null: it may still be null");
    }
    boolean allowed =
        switch (pointer.type()) {
          case CTX,
              MAP_VALUE,
              MAP_KEY,
              STACK,
              PACKET_META,
              PACKET,
              TP_BUFFER,
              BTF_ID,
              MEM,
              BUF,
              FUNC,
              DYNPTR ->
              true;
          case FLOW_KEYS -> number.isConstant();
          case MAP_PTR, INSN -> number.isConstant() && number.value() == 0 && alu.op() == AluOp.ADD;
          case NOT_INIT, SCALAR, PACKET_END, SOCKET, SOCK_COMMON, TCP_SOCK, XDP_SOCK, ARENA ->
              false;
        };
    if (!allowed) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_TYPE,
          "arithmetic on a pointer of type " + pointer.type().kernelName());
    }
  }

  private static void checkNumber(Walk walk, Insn.Alu<Reg> alu, RegState pointer, Scalar number) {
    String name = pointer.type().kernelName();
    if (number.isConstant() && outside(number.value())) {
      throw refuse(
          walk, alu, Rule.POINTER_OFFSET, name + " pointer moved by " + number.value() + " bytes");
    }
    if (number.smin() == Long.MIN_VALUE) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_OFFSET,
          name + " pointer moved by a number that has no lower bound");
    }
    if (outside(number.smin())) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_OFFSET,
          name + " pointer moved by a number that may be as low as " + number.smin());
    }
  }

  private static void checkOffset(Walk walk, Insn.Alu<Reg> alu, RegState pointer) {
    Scalar variable = pointer.scalar();
    String name = pointer.type().kernelName();
    if (variable.isConstant() && outside(variable.value()) || outside(pointer.off())) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_OFFSET,
          name + " pointer at an offset beyond the limit of " + OFFSET_LIMIT + " bytes");
    }
    if (outside(variable.smin())) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_OFFSET,
          name + " pointer at an offset without useful lower bound");
    }
  }

  private static boolean outside(long offset) {
    return offset >= OFFSET_LIMIT || offset <= -OFFSET_LIMIT;
  }

  private static RegState add(Walk walk, RegState pointer, Scalar number) {
    long fixed = pointer.off() + number.smin();
    if (number.isConstant() && fixed == (int) fixed) {
      return moved(walk, pointer, (int) fixed);
    }
    Scalar variable = ScalarArithmetic.offset(AluOp.ADD, pointer.scalar(), number, walk.kernel());
    RegState result = pointer.withScalar(variable);
    return isPacket(pointer) ? result.withId(walk.newId()).withRange(0) : result;
  }

  private static RegState subtract(
      Walk walk, Insn.Alu<Reg> alu, RegState pointer, Scalar number, boolean reversed) {
    if (reversed) {
      throw refuse(walk, alu, Rule.POINTER_OPERATOR, "a pointer subtracted from a number");
    }
    if (pointer.type() == RegType.STACK) {
      throw refuse(
          walk,
          alu,
          Rule.POINTER_OPERATOR,
          "subtraction from a stack pointer; add a negative number instead");
    }
    long fixed = pointer.off() - number.smin();
    if (number.isConstant() && fixed == (int) fixed) {
      return moved(walk, pointer, (int) fixed);
    }
    RegState base = pointer;
    if (isPacket(pointer) && walk.kernel().has(Behaviour.PACKET_AS_REGION)) {
      Scalar off = Scalar.constant(pointer.off());
      base =
          pointer
              .withOff(0)
              .withScalar(ScalarArithmetic.offset(AluOp.ADD, pointer.scalar(), off, walk.kernel()));
    }
    Scalar variable = ScalarArithmetic.offset(AluOp.SUB, base.scalar(), number, walk.kernel());
    RegState result = base.withScalar(variable);
    if (!isPacket(pointer)) {
      return result;
    }
    RegState moved = result.withId(walk.newId());
    boolean forget = number.smin() < 0 || isMarker(walk, pointer);
    return forget ? moved.withRange(0) : moved;
  }

  /// At another constant offset: what a comparison with the end of the packet said of the pointer
  /// itself does not hold for the moved one.
  private static RegState moved(Walk walk, RegState pointer, int offset) {
    RegState moved = pointer.withOff(offset);
    return isPacket(pointer) && isMarker(walk, pointer) ? moved.withRange(0) : moved;
  }

  private static boolean isMarker(Walk walk, RegState pointer) {
    return pointer.range() < 0 && walk.kernel().has(Behaviour.END_OF_PACKET_FORGOTTEN);
  }

  private static boolean isPacket(RegState pointer) {
    return pointer.type() == RegType.PACKET || pointer.type() == RegType.PACKET_META;
  }

  private static Violation refuse(Walk walk, Insn.Alu<Reg> alu, Rule rule, String message) {
    return new Violation(
        rule,
        Registers.name(alu.dst()) + ": " + message,
        List.of(Describe.register(walk, alu.dst()), Describe.operand(walk, alu.src())));
  }
}
