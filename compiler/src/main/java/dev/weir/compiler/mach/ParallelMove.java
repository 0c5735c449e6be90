// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Puts moves that happen at the same time into an order.
///
/// A move whose destination nobody else still reads goes first, moves to the frame before moves to
/// registers, which serve as temporaries until then. What then remains are cycles, broken by
/// copying one source aside: to a register that is free here, else to a scratch place in the frame.
/// Pointers never go through arithmetic, so the verifier follows them.
final class ParallelMove {
  private final Predicate<Reg> free;
  private final int scratch;
  private final @Nullable Span span;
  private final List<MachInsn<Reg>> insns = new ArrayList<>();
  private final List<Move> pending;
  private final Set<Reg> written = EnumSet.noneOf(Reg.class);
  private boolean usedScratch;

  private ParallelMove(List<Move> moves, Predicate<Reg> free, int scratch, @Nullable Span span) {
    this.free = free;
    this.scratch = scratch;
    this.span = span;
    this.pending = new ArrayList<>(moves.stream().filter(m -> !m.from().equals(m.to())).toList());
  }

  /// A move.
  ///
  /// @param to a register or a place in the frame; unique among moves that happen together
  record Move(Place from, Place to) {}

  /// Moves in an order that has the effect of doing them at once.
  ///
  /// @param insns the instructions
  /// @param usedScratch whether they use the scratch places
  record Sequence(List<MachInsn<Reg>> insns, boolean usedScratch) {}

  /// Orders moves.
  ///
  /// @param free whether a register holds nothing that is needed before or after the moves
  /// @param scratch offset of 8 bytes in the frame, and 8 more below them
  static Sequence order(List<Move> moves, Predicate<Reg> free, int scratch, @Nullable Span span) {
    ParallelMove order = new ParallelMove(moves, free, scratch, span);
    order.run();
    return new Sequence(order.insns, order.usedScratch);
  }

  private void run() {
    while (!pending.isEmpty()) {
      Move next =
          pending.stream()
              .filter(move -> !isRead(move.to()))
              .min(Comparator.comparing(move -> move.to() instanceof Place.InRegister))
              .orElse(null);
      if (next == null) {
        breakCycle();
      } else {
        pending.remove(next);
        emit(next);
      }
    }
  }

  /// Whether a pending move reads the place; none reads its own destination.
  private boolean isRead(Place place) {
    return pending.stream().anyMatch(move -> move.from().equals(place));
  }

  private void breakCycle() {
    Move first =
        pending.stream()
            .filter(move -> move.from() instanceof Place.InRegister)
            .findFirst()
            .orElse(pending.getFirst());
    Reg temporary = freeRegister();
    Place aside;
    if (temporary != null) {
      aside = new Place.InRegister(temporary);
    } else {
      aside = new Place.InFrame(scratch);
      usedScratch = true;
    }
    emit(new Move(first.from(), aside));
    pending.replaceAll(
        move -> move.from().equals(first.from()) ? new Move(aside, move.to()) : move);
  }

  /// A register that may be overwritten now: one that is free throughout, or one whose own move is
  /// still to come, unless another move still reads it.
  private @Nullable Reg freeRegister() {
    Set<Reg> read = EnumSet.noneOf(Reg.class);
    Set<Reg> overwritten = EnumSet.noneOf(Reg.class);
    for (Move move : pending) {
      if (move.from() instanceof Place.InRegister(Reg reg)) {
        read.add(reg);
      }
      if (move.to() instanceof Place.InRegister(Reg reg)) {
        overwritten.add(reg);
      }
    }
    for (Reg reg : Reg.values()) {
      boolean free = overwritten.contains(reg) || (!written.contains(reg) && this.free.test(reg));
      if (reg != Reg.R10 && !read.contains(reg) && free) {
        return reg;
      }
    }
    return null;
  }

  private void emit(Move move) {
    switch (move.to()) {
      case Place.InRegister(Reg reg) -> {
        toRegister(reg, move.from());
        written.add(reg);
      }
      case Place.InFrame(int offset) -> {
        if (move.from() instanceof Place.InRegister(Reg reg)) {
          store(offset, Operand.reg(reg));
        } else {
          throughRegister(move.from(), offset);
        }
      }
      case Place.Anew _ -> throw new IllegalArgumentException("a move to nowhere");
    }
  }

  private void toRegister(Reg reg, Place from) {
    switch (from) {
      case Place.InRegister(Reg source) -> insns.add(new MachInsn.Copy<>(reg, source, span));
      case Place.InFrame(int offset) ->
          insns.add(
              new MachInsn.Plain<>(
                  new Insn.Load<>(MemSize.DW, false, reg, Reg.R10, (short) offset), span));
      case Place.Anew(MachInsn<VReg> definition) -> insns.add(anew(definition, reg, span));
    }
  }

  private void store(int offset, Operand<Reg> source) {
    insns.add(
        new MachInsn.Plain<>(new Insn.Store<>(MemSize.DW, Reg.R10, (short) offset, source), span));
  }

  private void throughRegister(Place from, int offset) {
    if (from instanceof Place.Anew(MachInsn.Plain<VReg>(Insn.Mov<VReg> mov, _, _))
        && mov.src() instanceof Operand.Immediate<VReg>(int value)
        && value == 0) {
      store(offset, Operand.imm(0));
      return;
    }
    Reg temporary = freeRegister();
    if (temporary != null) {
      toRegister(temporary, from);
      store(offset, Operand.reg(temporary));
      return;
    }
    usedScratch = true;
    store(scratch - 8, Operand.reg(Reg.R0));
    toRegister(Reg.R0, from);
    store(offset, Operand.reg(Reg.R0));
    toRegister(Reg.R0, new Place.InFrame(scratch - 8));
  }

  /// The instruction that makes a value anew in a register.
  static MachInsn<Reg> anew(MachInsn<VReg> definition, Reg reg, @Nullable Span span) {
    return switch (definition) {
      case MachInsn.Plain<VReg>(Insn<VReg> insn, _, _) ->
          new MachInsn.Plain<>(InsnRegisters.map(insn, _ -> reg, _ -> reg), span);
      case MachInsn.Symbol<VReg>(_, var target, _) -> new MachInsn.Symbol<>(reg, target, span);
      case MachInsn.FrameAddress<VReg>(_, int offset, _) ->
          new MachInsn.FrameAddress<>(reg, offset, span);
      case MachInsn.Tied<VReg> _,
          MachInsn.Copy<VReg> _,
          MachInsn.Call<VReg> _,
          MachInsn.CompareExchange<VReg> _ ->
          throw new IllegalArgumentException("cannot be made anew: " + definition);
    };
  }

  /// Whether an instruction's value can be made anew anywhere: constants and addresses, which the
  /// verifier treats alike each time. Loads never are: another load gives another packet range,
  /// another socket, another value.
  static boolean canMakeAnew(MachInsn<VReg> insn) {
    return switch (insn) {
      case MachInsn.Plain<VReg>(Insn.Mov<VReg> mov, _, _) ->
          mov.src() instanceof Operand.Immediate<VReg>;
      case MachInsn.Plain<VReg>(Insn<VReg> plain, _, _) -> plain instanceof Insn.LoadImm64<VReg>;
      case MachInsn.Symbol<VReg> _, MachInsn.FrameAddress<VReg> _ -> true;
      case MachInsn.Tied<VReg> _,
          MachInsn.Copy<VReg> _,
          MachInsn.Call<VReg> _,
          MachInsn.CompareExchange<VReg> _ ->
          false;
    };
  }
}
