// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Reg;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a virtual register is live, and after allocation, which machine register holds it there.
/// Splitting divides an interval into parts, each with a place of its own.
///
/// Mutable: belongs to one allocation.
final class LiveInterval {
  /// "Never", as a position.
  static final int NEVER = Integer.MAX_VALUE;

  private final VReg register;
  private final List<Range> ranges;
  private final List<Use> uses;
  private @Nullable Reg assigned;
  private boolean inMemory;

  LiveInterval(VReg register) {
    this(register, new ArrayList<>(), new ArrayList<>());
  }

  private LiveInterval(VReg register, List<Range> ranges, List<Use> uses) {
    this.register = register;
    this.ranges = ranges;
    this.uses = uses;
  }

  /// Positions `[from, to)`.
  record Range(int from, int to) {}

  /// A use or definition.
  ///
  /// @param needsRegister whether memory will not do
  record Use(int position, boolean needsRegister) {}

  VReg register() {
    return register;
  }

  List<Range> ranges() {
    return ranges;
  }

  int start() {
    return ranges.getFirst().from();
  }

  int end() {
    return ranges.getLast().to();
  }

  @Nullable Reg assigned() {
    return assigned;
  }

  boolean inMemory() {
    return inMemory;
  }

  void assign(Reg reg) {
    assigned = reg;
    inMemory = false;
  }

  void moveToMemory() {
    assigned = null;
    inMemory = true;
  }

  /// Adds a range in front, joining it with the first; for building from the end.
  void addRange(int from, int to) {
    if (!ranges.isEmpty() && ranges.getFirst().from() <= to) {
      Range first = ranges.removeFirst();
      ranges.addFirst(new Range(Math.min(from, first.from()), Math.max(to, first.to())));
      return;
    }
    ranges.addFirst(new Range(from, to));
  }

  /// Cuts the first range to start at the definition.
  void defineAt(int position, int minimalEnd) {
    if (ranges.isEmpty()) {
      ranges.add(new Range(position, minimalEnd));
    } else {
      Range first = ranges.removeFirst();
      ranges.addFirst(new Range(position, Math.max(first.to(), minimalEnd)));
    }
  }

  /// Adds a use in front of those there are.
  void addUse(Use use) {
    int at = 0;
    while (at < uses.size() && uses.get(at).position() < use.position()) {
      at++;
    }
    uses.add(at, use);
  }

  boolean covers(int position) {
    for (Range range : ranges) {
      if (position < range.from()) {
        return false;
      }
      if (position < range.to()) {
        return true;
      }
    }
    return false;
  }

  /// The first use at or after a position that needs a register; [#NEVER] if there is none.
  int nextRegisterUse(int position) {
    for (Use use : uses) {
      if (use.needsRegister() && use.position() >= position) {
        return use.position();
      }
    }
    return NEVER;
  }

  /// Whether a use that needs a register lies in `[from, to)`.
  boolean hasRegisterUse(int from, int to) {
    return nextRegisterUse(from) < to;
  }

  /// The last use of any kind before a position; -1 if there is none.
  int lastUseBefore(int position) {
    int last = -1;
    for (Use use : uses) {
      if (use.position() < position) {
        last = use.position();
      }
    }
    return last;
  }

  /// The first position that both cover; [#NEVER] if there is none.
  int firstIntersection(LiveInterval other) {
    return firstIntersection(ranges, other.ranges);
  }

  static int firstIntersection(List<Range> left, List<Range> right) {
    int i = 0;
    int j = 0;
    while (i < left.size() && j < right.size()) {
      Range a = left.get(i);
      Range b = right.get(j);
      if (a.from() < b.to() && b.from() < a.to()) {
        return Math.max(a.from(), b.from());
      }
      if (a.to() <= b.to()) {
        i++;
      } else {
        j++;
      }
    }
    return NEVER;
  }

  /// Cuts the interval in two; this keeps what lies before `position`.
  ///
  /// @param position after the start and before the end
  /// @return the rest
  LiveInterval split(int position) {
    if (position <= start() || position >= end()) {
      throw new IllegalArgumentException("split of " + this + " at " + position);
    }
    LiveInterval rest = new LiveInterval(register);
    List<Range> before = new ArrayList<>();
    for (Range range : ranges) {
      if (range.to() <= position) {
        before.add(range);
      } else if (range.from() >= position) {
        rest.ranges.add(range);
      } else {
        before.add(new Range(range.from(), position));
        rest.ranges.add(new Range(position, range.to()));
      }
    }
    ranges.clear();
    ranges.addAll(before);
    rest.uses.addAll(uses.stream().filter(use -> use.position() >= position).toList());
    uses.removeIf(use -> use.position() >= position);
    return rest;
  }

  @Override
  public String toString() {
    return register + " " + ranges + " in " + (inMemory ? "memory" : String.valueOf(assigned));
  }
}
