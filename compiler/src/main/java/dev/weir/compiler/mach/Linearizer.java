// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Reg;
import dev.weir.compiler.mach.LinearCode.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Puts the blocks of allocated code in order and makes their ends jumps.
///
/// ```text
/// b0: if r1 == 0 goto b1 else b2          if r1 != 0 goto b2
/// b1: w0 = 1; goto b3               =>    w0 = 1
/// b2: w0 = 2; goto b3                     exit
/// b3: return                          b2: w0 = 2
///                                         exit
/// ```
///
/// Needs [Peephole] and [BlockCleanup] to have run for short code. Linear.
public final class Linearizer {
  private static final int NOWHERE = -1;

  private Linearizer() {}

  /// The function's code in order.
  public static LinearCode linearize(MachFunction<Reg> function) {
    MachFunction<Reg> clean = BlockCleanup.clean(Peephole.improve(function));
    List<MachBlock<Reg>> order = BlockLayout.order(clean);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      MachBlock<Reg> block = order.get(i);
      int exit = firstExit(lines);
      if (isBareReturn(block) && exit != NOWHERE && !fallsThrough(lines.getLast())) {
        lines.add(exit, new LinearCode.Label(block.id()));
        continue;
      }
      lines.add(new LinearCode.Label(block.id()));
      block.insns().forEach(insn -> lines.add(new LinearCode.Body(insn)));
      end(block.terminator(), i + 1 < order.size() ? order.get(i + 1).id() : NOWHERE, lines);
    }
    return new LinearCode(clean.name(), clean.span(), withoutUnusedLabels(lines));
  }

  private static boolean isBareReturn(MachBlock<Reg> block) {
    return block.insns().isEmpty() && block.terminator() instanceof MachTerminator.Return<Reg>;
  }

  private static int firstExit(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i) instanceof LinearCode.Exit) {
        return i;
      }
    }
    return NOWHERE;
  }

  private static boolean fallsThrough(Line last) {
    return switch (last) {
      case LinearCode.Goto _, LinearCode.Exit _ -> false;
      case LinearCode.Label _, LinearCode.Body _, LinearCode.GotoIf _ -> true;
    };
  }

  private static void end(MachTerminator<Reg> terminator, int next, List<Line> lines) {
    switch (terminator) {
      case MachTerminator.Return<Reg>(_, var span) -> lines.add(new LinearCode.Exit(span));
      case MachTerminator.Jump<Reg>(var target, var span) -> {
        if (target.block() != next) {
          lines.add(new LinearCode.Goto(target.block(), span));
        }
      }
      case MachTerminator.Branch<Reg> branch -> {
        boolean invert = branch.then().block() == next && branch.condition() != Condition.SET;
        Condition condition = invert ? branch.condition().negated() : branch.condition();
        int taken = (invert ? branch.otherwise() : branch.then()).block();
        int rest = (invert ? branch.then() : branch.otherwise()).block();
        lines.add(
            new LinearCode.GotoIf(
                condition, branch.width(), branch.left(), branch.right(), taken, branch.span()));
        if (rest != next) {
          lines.add(new LinearCode.Goto(rest, branch.span()));
        }
      }
    }
  }

  private static List<Line> withoutUnusedLabels(List<Line> lines) {
    Set<Integer> used = new HashSet<>();
    for (Line line : lines) {
      switch (line) {
        case LinearCode.Goto(int block, _) -> used.add(block);
        case LinearCode.GotoIf jump -> used.add(jump.block());
        case LinearCode.Label _, LinearCode.Body _, LinearCode.Exit _ -> {}
      }
    }
    return lines.stream()
        .filter(line -> !(line instanceof LinearCode.Label(int block)) || used.contains(block))
        .toList();
  }
}
