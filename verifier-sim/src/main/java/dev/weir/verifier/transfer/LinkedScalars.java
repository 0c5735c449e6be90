// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.transfer;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.scalar.ScalarArithmetic;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.State;
import dev.weir.verifier.state.Walk;
import java.util.ArrayList;
import java.util.List;

/// Numbers known to be equal, or to differ by a constant: copies share an identity, and what a
/// comparison teaches about one holds for all.
///
/// @kernel v6.12 kernel/bpf/verifier.c sync_linked_regs
final class LinkedScalars {
  /// How many values of one identity a comparison can reach; further ones lose their identity.
  private static final int LIMIT = 6;

  private LinkedScalars() {}

  /// A place that holds a linked value.
  ///
  /// @param frame number of the frame
  /// @param index of the register, or of the stack slot
  /// @param register which of the two
  record Place(int frame, int index, boolean register) {
    RegState value(State state) {
      Frame holder = state.frame(frame);
      if (register) {
        return holder.reg(index);
      }
      RegState spilled = holder.slot(index).spilled();
      return spilled == null ? RegState.NOT_INIT : spilled;
    }

    void set(State state, RegState value) {
      Frame holder = state.frame(frame);
      if (register) {
        holder.set(index, value);
      } else {
        holder.setSlot(index, new StackSlot(holder.slot(index).kinds(), value));
      }
    }
  }

  /// A copy of a number, linked to the original, which gets an identity if it has none.
  static RegState copy(Walk walk, Reg src, RegState value) {
    RegState original = value;
    if ((original.flags() & RegFlag.DISTANT) != 0) {
      original = unlinked(original);
    }
    boolean wantsId =
        !walk.kernel().has(Behaviour.MIXED_WIDTH_BOUNDS) || !original.scalar().isConstant();
    if (original.id() == 0 && wantsId) {
      original = original.withId(walk.newId());
    }
    walk.frame().set(src.ordinal(), original);
    return original;
  }

  /// A number without relations.
  static RegState unlinked(RegState value) {
    return RegState.scalar(value.scalar());
  }

  /// Whether a 32-bit move leaves the number what it was, so that the copy can be linked.
  static boolean survivesZeroExtension(RegState value, KernelModel kernel) {
    return kernel.has(Behaviour.MIXED_WIDTH_BOUNDS) && value.scalar().umax() >>> 32 == 0;
  }

  /// The result of arithmetic on a number: still linked if a constant was added, else on its own.
  static RegState afterArithmetic(
      Walk walk, Insn.Alu<Reg> alu, RegState left, RegState right, Scalar result) {
    RegState own = RegState.scalar(result);
    KernelModel kernel = walk.kernel();
    if (!kernel.has(Behaviour.LINKED_SUMS)
        || left.id() == 0
        || !right.scalar().isConstant(alu.width())
        || alu.src().equals(Operand.reg(alu.dst()))
        || (left.flags() & RegFlag.DISTANT) != 0) {
      return own;
    }
    long constant = right.scalar().constantValue(alu.width());
    if (!kernel.has(Behaviour.LINKED_DIFFERENCES)) {
      boolean linked = alu.op() == AluOp.ADD && alu.width() == Width.W64 && constant >>> 31 == 0;
      return linked ? distant(own, left, RegFlag.ADD_CONST, (int) constant) : own;
    }
    boolean narrow = alu.width() == Width.W32;
    if (alu.op() != AluOp.ADD && alu.op() != AluOp.SUB
        || narrow && left.scalar().umax() >>> 32 != 0
        || !narrow && constant != (int) constant) {
      return own;
    }
    int distance = (int) constant;
    if (alu.op() == AluOp.SUB) {
      if (distance == Integer.MIN_VALUE) {
        return own;
      }
      distance = -distance;
    }
    return distant(own, left, narrow ? RegFlag.ADD_CONST_LOW : RegFlag.ADD_CONST, distance);
  }

  private static RegState distant(RegState result, RegState left, int flag, int distance) {
    return result.withId(left.id()).withFlags(flag).withOff(distance);
  }

  /// Adds to `places` every place that holds a number of the identity `id`.
  static void collect(Walk walk, int id, List<Place> places) {
    State state = walk.state();
    boolean liveOnly = walk.kernel().has(Behaviour.DEAD_REGISTERS_UNLINKED);
    for (int number = state.frames().size() - 1; number >= 0; number--) {
      Frame frame = state.frame(number);
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        if (!liveOnly || walk.isLive(number, reg)) {
          collect(state, id, new Place(number, reg, true), places);
        }
      }
      for (int slot = 0; slot < frame.slotCount(); slot++) {
        if (isReached(walk.kernel(), frame.slot(slot))) {
          collect(state, id, new Place(number, slot, false), places);
        }
      }
    }
  }

  private static boolean isReached(KernelModel kernel, StackSlot slot) {
    int last = kernel.has(Behaviour.NARROW_SPILLS_LINKED) ? 0 : Long.BYTES - 1;
    return slot.kind(last) == StackSlot.ByteKind.SPILL;
  }

  private static void collect(State state, int id, Place place, List<Place> places) {
    RegState value = place.value(state);
    if (!value.isScalar() || value.id() != id) {
      return;
    }
    if (places.size() < LIMIT) {
      places.add(place);
    } else {
      place.set(state, unlinked(value));
    }
  }

  /// Tells the walk about values that the current comparison reaches by their links.
  static void note(Walk walk, List<Place> places) {
    if (places.size() < 2) {
      return;
    }
    for (Place place : places) {
      if (place.register()) {
        walk.noteLinkedReg(place.frame(), place.index());
      } else {
        walk.noteLinkedSlot(place.frame(), place.index());
      }
    }
  }

  /// Gives what is known of a register of the current frame to all that are linked to it.
  static void propagate(Walk walk, State state, int reg, List<Place> places) {
    RegState known = state.current().reg(reg);
    List<Place> reached = new ArrayList<>(places);
    if (!walk.kernel().has(Behaviour.LINKED_SUMS)) {
      reached.clear();
      collectAll(walk.kernel(), state, known.id(), reached);
    }
    Place own = new Place(state.current().number(), reg, true);
    for (Place place : reached) {
      RegState value = place.value(state);
      if (place.equals(own) || !value.isScalar() || value.id() != known.id()) {
        continue;
      }
      if (((value.flags() ^ known.flags()) & RegFlag.DISTANT) == RegFlag.DISTANT) {
        continue;
      }
      place.set(state, follow(walk.kernel(), value, known));
    }
  }

  private static void collectAll(KernelModel kernel, State state, int id, List<Place> places) {
    for (int number = 0; number < state.frames().size(); number++) {
      Frame frame = state.frame(number);
      for (int reg = 0; reg < Frame.REGS - 1; reg++) {
        addIfLinked(state, id, new Place(number, reg, true), places);
      }
      for (int slot = 0; slot < frame.slotCount(); slot++) {
        if (isReached(kernel, frame.slot(slot))) {
          addIfLinked(state, id, new Place(number, slot, false), places);
        }
      }
    }
  }

  private static void addIfLinked(State state, int id, Place place, List<Place> places) {
    RegState value = place.value(state);
    if (value.isScalar() && value.id() == id) {
      places.add(place);
    }
  }

  private static RegState follow(KernelModel kernel, RegState value, RegState known) {
    boolean same = (value.flags() & RegFlag.DISTANT) == 0 && (known.flags() & RegFlag.DISTANT) == 0;
    if (same || value.off() == known.off()) {
      return known;
    }
    long distance =
        kernel.has(Behaviour.LINKED_DIFFERENCES)
            ? (long) value.off() - known.off()
            : value.off() - known.off();
    boolean low = ((value.flags() | known.flags()) & RegFlag.ADD_CONST_LOW) != 0;
    Scalar sum =
        ScalarArithmetic.addDistance(low ? Width.W32 : Width.W64, known.scalar(), distance, kernel);
    return value.withScalar(sum);
  }
}
