// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/// Gives each part of each live interval a machine register or a place in memory.
///
/// Intervals are visited by start. One takes a register that is free for all its life, the one that
/// saves most moves; else it takes the register free for longest and is split there; else whoever
/// is needed furthest in the future goes to memory up to its next use in a register. A value that
/// only calls, successors and two-operand instructions read may stay in memory: those read it from
/// there.
///
/// The two pools come by themselves: calls take R0 to R5 for an instant, so a value that lives
/// across one finds only R6 to R9 free for all its life, and a value that does not prefers the
/// register that is free just long enough.
///
/// Reference: Wimmer and Mössenböck, Optimized Interval Splitting in a Linear Scan Register
/// Allocator (2005). About `n log n` in the number of intervals, times registers.
final class LinearScan {
  /// Registers that survive calls.
  static final List<Reg> CALLEE_SAVED = List.of(Reg.R6, Reg.R7, Reg.R8, Reg.R9);

  private static final List<Reg> REGISTERS =
      List.of(Reg.R1, Reg.R2, Reg.R3, Reg.R4, Reg.R5, Reg.R0, Reg.R6, Reg.R7, Reg.R8, Reg.R9);
  private final Intervals intervals;
  private final Hints hints;
  private final Set<VReg> cheap;
  private final PriorityQueue<LiveInterval> unhandled =
      new PriorityQueue<>(
          Comparator.comparingInt(LiveInterval::start)
              .thenComparingInt(interval -> interval.register().id()));
  private final List<LiveInterval> active = new ArrayList<>();
  private final List<LiveInterval> inactive = new ArrayList<>();
  private final Map<VReg, List<LiveInterval>> parts = new LinkedHashMap<>();
  private final Map<VReg, Reg> places = new HashMap<>();
  private final Set<VReg> acrossCalls = new HashSet<>();

  private LinearScan(Intervals intervals, Hints hints, Set<VReg> cheap) {
    this.intervals = intervals;
    this.hints = hints;
    this.cheap = cheap;
  }

  /// The parts of each virtual register's life, each with its place.
  ///
  /// @param cheap registers whose value can be made anew where it is needed
  static Map<VReg, List<LiveInterval>> scan(Intervals intervals, Hints hints, Set<VReg> cheap) {
    LinearScan scan = new LinearScan(intervals, hints, cheap);
    scan.run();
    scan.parts.values().forEach(list -> list.sort(Comparator.comparingInt(LiveInterval::start)));
    return scan.parts;
  }

  private void run() {
    List<LiveInterval.Range> calls = intervals.taken().getOrDefault(Reg.R1, List.of());
    for (LiveInterval interval : intervals.byRegister().values()) {
      if (LiveInterval.firstIntersection(interval.ranges(), calls) != LiveInterval.NEVER) {
        acrossCalls.add(interval.register());
      }
      enqueue(interval);
    }
    while (!unhandled.isEmpty()) {
      LiveInterval current = next();
      expire(current.start());
      if (cheap.contains(current.register())
          && current.nextRegisterUse(current.start() + 1) == LiveInterval.NEVER) {
        current.moveToMemory();
      } else if (!takeFree(current)) {
        takeBlocked(current);
      }
      if (current.assigned() != null) {
        places.put(current.register(), current.assigned());
        active.add(current);
      }
    }
  }

  /// The next interval: of those that start together, one that would save a move from or to a value
  /// that has its register, before others take that.
  private LiveInterval next() {
    LiveInterval first = unhandled.remove();
    LiveInterval other = unhandled.peek();
    if (other == null || other.start() != first.start()) {
      return first;
    }
    List<LiveInterval> together = new ArrayList<>(List.of(first));
    while (other != null && other.start() == first.start()) {
      together.add(unhandled.remove());
      other = unhandled.peek();
    }
    LiveInterval best = first;
    int most = hints.placed(first.register(), places);
    for (LiveInterval interval : together) {
      int weight = hints.placed(interval.register(), places);
      if (weight > most) {
        most = weight;
        best = interval;
      }
    }
    together.remove(best);
    unhandled.addAll(together);
    return best;
  }

  private void enqueue(LiveInterval interval) {
    parts.computeIfAbsent(interval.register(), _ -> new ArrayList<>()).add(interval);
    unhandled.add(interval);
  }

  private void expire(int position) {
    List<LiveInterval> candidates = new ArrayList<>(active);
    candidates.addAll(inactive);
    active.clear();
    inactive.clear();
    for (LiveInterval interval : candidates) {
      if (interval.assigned() != null && interval.end() > position) {
        (interval.covers(position) ? active : inactive).add(interval);
      }
    }
  }

  private boolean takeFree(LiveInterval current) {
    Map<Reg, Integer> freeUntil = freeUntil(current);
    Map<Reg, Integer> score = hints.score(current.register(), places, acrossCalls);
    Reg best = REGISTERS.getFirst();
    for (Reg reg : REGISTERS) {
      if (better(reg, best, freeUntil, score, current.end())) {
        best = reg;
      }
    }
    int until = Lookup.in(freeUntil, best);
    if (until < current.end()) {
      if (Numbering.gap(until) <= current.start()) {
        return false;
      }
      splitAndEnqueue(current, current.lastUseBefore(until) + 1, Numbering.gap(until));
    }
    current.assign(best);
    return true;
  }

  private Map<Reg, Integer> freeUntil(LiveInterval current) {
    Map<Reg, Integer> freeUntil = new EnumMap<>(Reg.class);
    for (Reg reg : REGISTERS) {
      List<LiveInterval.Range> taken = intervals.taken().getOrDefault(reg, List.of());
      freeUntil.put(reg, LiveInterval.firstIntersection(current.ranges(), taken));
    }
    for (LiveInterval interval : active) {
      freeUntil.put(interval.assigned(), 0);
    }
    for (LiveInterval interval : inactive) {
      freeUntil.merge(interval.assigned(), interval.firstIntersection(current), Math::min);
    }
    return freeUntil;
  }

  /// Whether a register suits better: long enough, then saving more moves, then free not much
  /// longer than needed; when none is long enough, the longest.
  private static boolean better(
      Reg reg, Reg best, Map<Reg, Integer> freeUntil, Map<Reg, Integer> score, int end) {
    int until = Lookup.in(freeUntil, reg);
    int bestUntil = Lookup.in(freeUntil, best);
    boolean enough = until >= end;
    if (enough != bestUntil >= end) {
      return enough;
    }
    if (!enough && until != bestUntil) {
      return until > bestUntil;
    }
    int saves = score.getOrDefault(reg, 0);
    int bestSaves = score.getOrDefault(best, 0);
    return saves != bestSaves ? saves > bestSaves : until < bestUntil;
  }

  private void takeBlocked(LiveInterval current) {
    int firstUse = current.nextRegisterUse(current.start());
    Map<Reg, Integer> blocked = new EnumMap<>(Reg.class);
    Map<Reg, Integer> nextUse = new EnumMap<>(Reg.class);
    for (Reg reg : REGISTERS) {
      List<LiveInterval.Range> taken = intervals.taken().getOrDefault(reg, List.of());
      int at = LiveInterval.firstIntersection(current.ranges(), taken);
      blocked.put(reg, at);
      nextUse.put(reg, at);
    }
    for (LiveInterval interval : active) {
      nextUse.merge(interval.assigned(), nextUse(interval, current.start()), Math::min);
    }
    for (LiveInterval interval : inactive) {
      if (interval.firstIntersection(current) != LiveInterval.NEVER) {
        nextUse.merge(interval.assigned(), nextUse(interval, current.start()), Math::min);
      }
    }
    Reg victim =
        REGISTERS.stream()
            .max(Comparator.comparingInt(reg -> Lookup.in(nextUse, reg)))
            .orElseThrow();
    boolean canWait = Numbering.gap(firstUse) > current.start();
    if (canWait && Lookup.in(nextUse, victim) <= nextUse(current, current.start())) {
      spill(current, current.start());
      return;
    }
    if (!canWait && Lookup.in(nextUse, victim) <= firstUse) {
      throw new IllegalStateException("every register is needed at the start of " + current);
    }
    int until = Lookup.in(blocked, victim);
    if (until < current.end()) {
      if (Numbering.gap(until) <= current.start()) {
        throw new IllegalStateException("no register for " + current);
      }
      splitAndEnqueue(current, current.lastUseBefore(until) + 1, Numbering.gap(until));
    }
    current.assign(victim);
    evict(victim, current);
  }

  /// When the value is needed in a register again; a loop that uses it needs it at its end too.
  /// Values that can be made anew count as needed late.
  private int nextUse(LiveInterval interval, int position) {
    int next = interval.nextRegisterUse(position);
    if (intervals.numbering().depthAt(position) > 0) {
      LiveInterval.Range loop = intervals.numbering().loopAt(position);
      if (next >= loop.to() && interval.end() >= loop.to() && isUsedIn(interval.register(), loop)) {
        next = loop.to();
      }
    }
    if (cheap.contains(interval.register()) && next > position + Numbering.STEP) {
      long late = position + 4L * (next - position);
      next = (int) Math.min(late, LiveInterval.NEVER);
    }
    return next;
  }

  private boolean isUsedIn(VReg register, LiveInterval.Range loop) {
    return Lookup.in(parts, register).stream()
        .anyMatch(part -> part.hasRegisterUse(loop.from() + 1, loop.to()));
  }

  /// Frees a register from the start of `current` on.
  private void evict(Reg reg, LiveInterval current) {
    int position = current.start();
    for (LiveInterval interval : List.copyOf(active)) {
      if (interval.assigned() == reg) {
        active.remove(interval);
        spill(interval, position);
      }
    }
    for (LiveInterval interval : List.copyOf(inactive)) {
      if (interval.assigned() == reg
          && interval.firstIntersection(current) != LiveInterval.NEVER
          && interval.end() > position) {
        int next = nextStart(interval, position);
        if (next > interval.start()) {
          enqueue(interval.split(next));
        }
      }
    }
  }

  private static int nextStart(LiveInterval interval, int position) {
    return interval.ranges().stream()
        .mapToInt(LiveInterval.Range::from)
        .filter(from -> from >= position)
        .findFirst()
        .orElseThrow();
  }

  /// Moves what follows `position` to memory, up to the next use that needs a register.
  private void spill(LiveInterval interval, int position) {
    LiveInterval rest = interval;
    int from = spillPosition(interval, position);
    if (from > interval.start()) {
      rest = interval.split(from);
      Lookup.in(parts, rest.register()).add(rest);
    }
    rest.moveToMemory();
    int use = rest.nextRegisterUse(Math.max(position, rest.start()));
    if (use == LiveInterval.NEVER) {
      return;
    }
    int earliest = Math.max(rest.lastUseBefore(use), Math.max(position, rest.start())) + 1;
    int reload = intervals.numbering().splitPosition(earliest, Numbering.gap(use));
    if (reload <= rest.start()) {
      throw new IllegalStateException("no place to reload " + rest);
    }
    enqueue(rest.split(reload));
  }

  private int spillPosition(LiveInterval interval, int position) {
    int gap = Numbering.gap(position);
    int lastUse = interval.lastUseBefore(position);
    if (lastUse >= gap || interval.start() > gap) {
      return position;
    }
    int earliest = Math.max(lastUse, interval.start()) + 1;
    if (earliest > gap) {
      return gap > interval.start() ? gap : interval.start();
    }
    return intervals.numbering().splitPosition(earliest, gap);
  }

  private void splitAndEnqueue(LiveInterval current, int earliest, int latest) {
    int position =
        intervals.numbering().splitPosition(Math.max(earliest, current.start() + 1), latest);
    enqueue(current.split(position));
  }
}
