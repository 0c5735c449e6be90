// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.explore;

import dev.weir.verifier.model.Behaviour;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.scalar.Scalar;
import dev.weir.verifier.scalar.Tnum;
import dev.weir.verifier.state.Frame;
import dev.weir.verifier.state.Reference;
import dev.weir.verifier.state.RegFlag;
import dev.weir.verifier.state.RegState;
import dev.weir.verifier.state.RegType;
import dev.weir.verifier.state.StackSlot;
import dev.weir.verifier.state.StackSlot.ByteKind;
import dev.weir.verifier.state.State;
import dev.weir.verifier.structure.Structure;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether a state that was proven covers another one.
///
/// @kernel v6.18 kernel/bpf/verifier.c states_equal regsafe stacksafe refsafe
@SuppressWarnings("ReferenceEquality") // values are shared: identity is the fast path
final class StateEquality {
  /// How alike two states have to be.
  enum Level {
    /// What nothing needed may differ.
    LOOSE,
    /// Numbers may be more special than those of the kept state.
    WITHIN,
    /// Nothing may differ.
    EXACT
  }

  private static final int ALL_REGS = 0x7ff;
  private static final long ALL_SLOTS = -1;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long ALL_MISC = LOW_BITS * ByteKind.MISC.ordinal();

  private final Structure structure;
  private final boolean roundsMayFill;
  private final boolean readsReachDown;
  private final boolean roundsMatchDeadRegs;
  private final boolean dataIsNumber;
  private final boolean comparesIdentities;
  private final IdMap ids = new IdMap();

  StateEquality(Structure structure, KernelModel kernel) {
    this.structure = structure;
    this.roundsMayFill = kernel.has(Behaviour.ROUNDS_MAY_FILL);
    this.readsReachDown = kernel.has(Behaviour.READS_REACH_DOWN);
    this.dataIsNumber = kernel.has(Behaviour.UNBOUNDED_SPILLS);
    this.comparesIdentities = kernel.has(Behaviour.IDENTITIES_COMPARED);
    this.roundsMatchDeadRegs = !kernel.has(Behaviour.ROUNDS_IGNORE_DEAD_REGISTERS);
  }

  /// Whether `kept`, not all of whose paths are explored, covers `current` in what was read since.
  boolean coversSoFar(Node kept, Node current, StackUse use, int lastId) {
    return covers(kept, current, Level.LOOSE, use, lastId);
  }

  /// Whether `kept` covers `current`; both are before the same instruction.
  boolean covers(Node kept, Node current, Level level, int lastId) {
    return covers(kept, current, level, null, lastId);
  }

  private boolean covers(
      Node kept, Node current, Level level, @Nullable StackUse soFar, int lastId) {
    State old = kept.state;
    State now = current.state;
    int frames = old.frames().size();
    if (now.frames().size() != frames) {
      return false;
    }
    ids.reset(lastId);
    if (!sameHoldings(old, now)) {
      return false;
    }
    for (int i = 0; i < frames; i++) {
      if (i > 0 && old.frame(i).callSite() != now.frame(i).callSite()) {
        return false;
      }
      boolean all = level != Level.LOOSE && roundsMatchDeadRegs;
      int matter = all ? ALL_REGS : structure.liveRegs(kept.slot(i));
      long slots = soFar == null ? ALL_SLOTS : soFar.live(kept, i);
      if (!sameFrame(old.frame(i), now.frame(i), matter, slots, level)) {
        return false;
      }
    }
    return true;
  }

  /// Whether all registers of the running frame are the very same, identities included.
  static boolean looksLikeLoop(State old, State now) {
    int frames = old.frames().size();
    if (now.frames().size() != frames) {
      return false;
    }
    Frame kept = old.current();
    Frame current = now.current();
    if (kept.sameRegs(current)) {
      return true;
    }
    for (int reg = 0; reg < Frame.REGS; reg++) {
      RegState a = kept.reg(reg);
      RegState b = current.reg(reg);
      if (!identical(a, b)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameHoldings(State old, State now) {
    List<Reference> oldRefs = old.references();
    List<Reference> nowRefs = now.references();
    if (oldRefs.size() != nowRefs.size()
        || old.sleepable() != now.sleepable()
        || old.preemptLocks() != now.preemptLocks()
        || old.rcuLocks() != now.rcuLocks()) {
      return false;
    }
    for (int i = 0; i < oldRefs.size(); i++) {
      Reference a = oldRefs.get(i);
      Reference b = nowRefs.get(i);
      if (a.kind() != b.kind()
          || !Objects.equals(a.owner(), b.owner())
          || !ids.match(a.id(), b.id())) {
        return false;
      }
    }
    return true;
  }

  private boolean sameFrame(Frame old, Frame now, int live, long slots, Level level) {
    if (old.callbackDepth() > now.callbackDepth()) {
      return false;
    }
    for (int reg = 0; reg < Frame.REGS; reg++) {
      if ((live >>> reg & 1) != 0
          && !covers(old.reg(reg), now.reg(reg), old.isPrecise(reg), level)) {
        return false;
      }
    }
    return sameStack(old, now, slots, level);
  }

  private boolean sameStack(Frame old, Frame now, long slots, Level level) {
    boolean sameKinds = level == Level.EXACT || level == Level.WITHIN && !roundsMayFill;
    int reach = readsReachDown ? now.reach() : now.slotCount();
    int compared = sameKinds && readsReachDown ? old.reach() : old.slotCount();
    for (int i = 0; i < compared; i++) {
      StackSlot a = old.slot(i);
      if (sameKinds && (i >= reach || visible(a.kinds()) != visible(now.slot(i).kinds()))) {
        return false;
      }
      if ((slots >>> i & 1) == 0 || coversAnything(a.kinds())) {
        continue;
      }
      if (i >= reach || !covers(a, now.slot(i), old.isSlotPrecise(i), level)) {
        return false;
      }
    }
    return true;
  }

  /// Bytes never to be read again count as never written.
  private static long visible(long kinds) {
    long result = kinds;
    for (int i = 0; i < Long.BYTES; i++) {
      if ((kinds >>> (i * Byte.SIZE) & 0xff) == ByteKind.POISON.ordinal()) {
        result &= ~(0xffL << (i * Byte.SIZE));
      }
    }
    return result;
  }

  private boolean covers(StackSlot old, StackSlot now, boolean precise, Level level) {
    RegState oldScalar = scalar(old);
    RegState nowScalar = oldScalar == null ? null : scalar(now);
    if (oldScalar != null && nowScalar != null) {
      return covers(oldScalar, nowScalar, precise, level);
    }
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      int a = (int) (old.kinds() >>> (i * Byte.SIZE)) & 0xff;
      int b = (int) (now.kinds() >>> (i * Byte.SIZE)) & 0xff;
      boolean zeroForData = a == ByteKind.MISC.ordinal() && b == ByteKind.ZERO.ordinal();
      if (!anything(a) && a != b && !zeroForData) {
        return false;
      }
    }
    RegState a = old.spilled();
    RegState b = now.spilled();
    return switch (old.kind(0)) {
      case SPILL -> a == null || (b != null && covers(a, b, precise, level));
      case DYNPTR, ITER, IRQ_FLAG -> a == null ? b == null : b != null && sameObject(a, b);
      case INVALID, MISC, ZERO, POISON -> true;
    };
  }

  /// Kernel objects on the stack: all but the round an iterator is in.
  private boolean sameObject(RegState a, RegState b) {
    return a == b
        || (a.type() == b.type()
            && a.flags() == b.flags()
            && Objects.equals(a.target(), b.target())
            && a.off() == b.off()
            && ids.match(a.id(), b.id())
            && ids.match(a.refId(), b.refId()));
  }

  private @Nullable RegState scalar(StackSlot slot) {
    RegState spilled = slot.spilled();
    if (spilled != null && spilled.isScalar() && slot.kind(7) == ByteKind.SPILL) {
      return spilled;
    }
    boolean data = slot.kinds() == ALL_MISC || coversAnything(slot.kinds());
    return dataIsNumber && data ? RegState.UNKNOWN : null;
  }

  /// Whether a slot demands nothing of the one it is compared with.
  private boolean coversAnything(long kinds) {
    for (int i = 0; kinds != 0 && i < Long.BYTES; i++) {
      if (!anything((int) (kinds >>> (i * Byte.SIZE)) & 0xff)) {
        return false;
      }
    }
    return true;
  }

  /// Whether a byte demands nothing: it is not read, or reading any byte yields unknown data.
  private boolean anything(int kind) {
    return kind == ByteKind.INVALID.ordinal()
        || kind == ByteKind.POISON.ordinal()
        || kind == ByteKind.MISC.ordinal();
  }

  private static boolean identical(RegState a, RegState b) {
    return a == b
        || (sameShape(a, b)
            && a.id() == b.id()
            && a.refId() == b.refId()
            && (a.scalar() == b.scalar() || a.scalar().equals(b.scalar())));
  }

  private boolean covers(RegState old, RegState now, boolean precise, Level level) {
    if (!comparesIdentities && identical(old, now)) {
      return true;
    }
    if (level == Level.EXACT) {
      return exact(old, now);
    }
    switch (old.type()) {
      case NOT_INIT -> {
        return level == Level.LOOSE || roundsMayFill || now.type() == RegType.NOT_INIT;
      }
      case SCALAR -> {
        return now.isScalar() && (level == Level.LOOSE && !precise || coversScalar(old, now));
      }
      case MAP_KEY, MAP_VALUE, MEM, BUF, TP_BUFFER, INSN -> {
        return sameShape(old, now)
            && within(old.scalar(), now.scalar())
            && ids.match(old.id(), now.id())
            && ids.match(old.refId(), now.refId());
      }
      case PACKET, PACKET_META -> {
        return coversPacket(old, now);
      }
      case ARENA -> {
        return now.type() == old.type() && now.flags() == old.flags();
      }
      default -> {
        return exact(old, now);
      }
    }
  }

  private boolean coversScalar(RegState old, RegState now) {
    int distant = old.flags() & RegFlag.DISTANT;
    if (old.id() != 0
        && (distant != (now.flags() & RegFlag.DISTANT) || distant != 0 && old.off() != now.off())) {
      return false;
    }
    return within(old.scalar(), now.scalar())
        && (!comparesIdentities || ids.matchScalars(old, now));
  }

  private boolean coversPacket(RegState old, RegState now) {
    if (old.type() != now.type() || old.flags() != now.flags() || old.off() != now.off()) {
      return false;
    }
    boolean marker = old.range() < 0 || now.range() < 0;
    if (marker ? old.range() != now.range() : old.range() > now.range()) {
      return false;
    }
    return ids.match(old.id(), now.id()) && within(old.scalar(), now.scalar());
  }

  private boolean exact(RegState old, RegState now) {
    if (old == now && old.id() == 0 && old.refId() == 0) {
      return true;
    }
    return sameShape(old, now)
        && (old.scalar() == now.scalar() || old.scalar().equals(now.scalar()))
        && ids.match(old.id(), now.id())
        && ids.match(old.refId(), now.refId());
  }

  /// Equal in all but the number and the identities.
  private static boolean sameShape(RegState a, RegState b) {
    return a == b
        || (a.type() == b.type()
            && a.flags() == b.flags()
            && a.off() == b.off()
            && a.range() == b.range()
            && a.uid() == b.uid()
            && a.frame() == b.frame()
            && Objects.equals(a.target(), b.target()));
  }

  private static boolean within(Scalar old, Scalar now) {
    return old == now
        || (Long.compareUnsigned(old.umin(), now.umin()) <= 0
            && Long.compareUnsigned(old.umax(), now.umax()) >= 0
            && old.smin() <= now.smin()
            && old.smax() >= now.smax()
            && Integer.compareUnsigned(old.u32min(), now.u32min()) <= 0
            && Integer.compareUnsigned(old.u32max(), now.u32max()) >= 0
            && old.s32min() <= now.s32min()
            && old.s32max() >= now.s32max()
            && contains(old.bits(), now.bits()));
  }

  private static boolean contains(Tnum old, Tnum now) {
    return (now.mask() & ~old.mask()) == 0 && old.value() == (now.value() & ~old.mask());
  }
}
