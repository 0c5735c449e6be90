// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lays out code without `gotol`: a jump out of reach of 16 bits goes through stepping stones,
/// unconditional jumps gathered in islands that the straight flow jumps over.
///
/// ```text
/// if a < b goto L     if a < b goto S
/// ...                 ...
///                     goto +1             not where the flow does not fall through anyway
///                     S: goto L
/// ...                 ...
/// L:                  L:
/// ```
///
/// Jumps to the same label share stones. Adding stones moves code, so routes are checked again
/// until all jumps reach; stones that ended up unused are dropped, as the kernel refuses dead code.
final class IslandLayout {
  /// How far from a jump its stone may be put, in slots; the rest is room for later stones between.
  private static final int STRIDE = 0x7000;

  /// More stones than that are given up on; an island must be short enough to jump over.
  private static final int MAX_STONES = 0x7fff;

  private static final int MAX_ROUNDS = 50;

  private final CodeBuilder builder;
  private final List<Insn<Reg>> insns;
  private final int[] targets;
  private final int[] starts;
  private final @Nullable Stone[] routes;

  /// Stones by the index of the instruction they lie in front of.
  private final Map<Integer, List<Stone>> islands = new HashMap<>();

  private final Map<Integer, List<Stone>> stonesByTarget = new HashMap<>();
  private int stones;

  /// @param targets for each instruction the index of the instruction it refers to, or -1
  IslandLayout(CodeBuilder builder, List<Insn<Reg>> insns, int[] targets) {
    this.builder = builder;
    this.insns = insns;
    this.targets = targets;
    this.starts = new int[insns.size() + 1];
    this.routes = new Stone[insns.size()];
  }

  /// A stepping stone: `goto` another stone or the target.
  private static final class Stone {
    final int target;
    int slot;
    @Nullable Stone next;

    Stone(int target) {
      this.target = target;
    }
  }

  Assembly assemble() {
    for (int round = 0; round < MAX_ROUNDS && stones <= MAX_STONES; round++) {
      place();
      if (!reroute()) {
        dropUnusedStones();
        place();
        return new Assembled(builder, write(), starts);
      }
    }
    return failure();
  }

  private void place() {
    int slot = 0;
    for (int i = 0; i < targets.length; i++) {
      List<Stone> island = islands.getOrDefault(i, List.of());
      if (!island.isEmpty() && fallsThrough(insns.get(i - 1))) {
        slot++;
      }
      for (Stone stone : island) {
        stone.slot = slot++;
      }
      starts[i] = slot;
      slot += insns.get(i).slots();
    }
    starts[targets.length] = slot;
  }

  private static boolean fallsThrough(Insn<Reg> insn) {
    return !(insn instanceof Insn.Jump
        || insn instanceof Insn.Exit
        || insn instanceof Insn.JumpIndirect);
  }

  private boolean reroute() {
    boolean changed = false;
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] >= 0
          && WideLayout.isShort(insns.get(i))
          && !reaches(starts[i], end(routes[i], targets[i]))) {
        routes[i] = route(starts[i], targets[i]);
        changed = true;
      }
    }
    for (List<Stone> sameTarget : stonesByTarget.values()) {
      for (Stone stone : List.copyOf(sameTarget)) {
        if (!reaches(stone.slot, end(stone.next, stone.target))) {
          stone.next = route(stone.slot, stone.target);
          changed = true;
        }
      }
    }
    return changed;
  }

  private int end(@Nullable Stone stone, int target) {
    return stone == null ? starts[target] : stone.slot;
  }

  private static boolean reaches(int from, int to) {
    int offset = to - from - 1;
    return offset == (short) offset;
  }

  /// The way from a slot to a target by the slots of the last placement: null for the direct one.
  private @Nullable Stone route(int from, int target) {
    int to = starts[target];
    if (reaches(from, to)) {
      return null;
    }
    List<Stone> sameTarget = stonesByTarget.computeIfAbsent(target, _ -> new ArrayList<>());
    for (Stone stone : sameTarget) {
      if (usable(from, stone, to)) {
        return stone;
      }
    }
    int index = Math.max(1, firstAt(to > from ? from + STRIDE : from - STRIDE));
    Stone stone = new Stone(target);
    stone.slot = starts[index];
    sameTarget.add(stone);
    islands.computeIfAbsent(index, _ -> new ArrayList<>()).add(stone);
    stones++;
    return stone;
  }

  /// Whether a stone lies within the stride and at least half of it nearer to the target, so that
  /// chains stay short and never turn back.
  private static boolean usable(int from, Stone stone, int to) {
    int step = to > from ? stone.slot - from : from - stone.slot;
    return step >= STRIDE / 2 && step <= STRIDE;
  }

  /// The index of the first instruction that starts at a slot or after it.
  private int firstAt(int slot) {
    int index = Arrays.binarySearch(starts, slot);
    return Math.min(index >= 0 ? index : -index - 1, targets.length - 1);
  }

  private void dropUnusedStones() {
    Set<Stone> used = new HashSet<>();
    for (Stone route : routes) {
      for (Stone stone = route; stone != null && used.add(stone); stone = stone.next) {}
    }
    islands.values().forEach(island -> island.retainAll(used));
    islands.values().removeIf(List::isEmpty);
  }

  private List<Insn<Reg>> write() {
    List<Insn<Reg>> out = new ArrayList<>(insns.size());
    for (int i = 0; i < targets.length; i++) {
      List<Stone> island = islands.getOrDefault(i, List.of());
      if (!island.isEmpty() && fallsThrough(insns.get(i - 1))) {
        out.add(new Insn.Jump<>(false, island.size()));
      }
      for (Stone stone : island) {
        out.add(new Insn.Jump<>(false, end(stone.next, stone.target) - stone.slot - 1));
      }
      Insn<Reg> insn = insns.get(i);
      if (targets[i] < 0) {
        out.add(insn);
      } else {
        int to = WideLayout.isShort(insn) ? end(routes[i], targets[i]) : starts[targets[i]];
        out.add(WideLayout.withOffset(insn, to - starts[i] - 1));
      }
    }
    return out;
  }

  private BranchOutOfRange failure() {
    int distance = 0;
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] >= 0 && WideLayout.isShort(insns.get(i))) {
        int offset = starts[targets[i]] - starts[i] - 1;
        distance = Math.abs(offset) > Math.abs(distance) ? offset : distance;
      }
    }
    return new BranchOutOfRange(starts[targets.length], distance);
  }
}
