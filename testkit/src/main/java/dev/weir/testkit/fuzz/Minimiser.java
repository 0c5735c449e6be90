// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.object.Relocation.Target;
import dev.weir.testkit.generate.Body;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Makes a program small as long as something stays true of it: removes runs of instructions, then
/// makes those that stay simpler.
public final class Minimiser {
  private static final int MOST_TRIES = 4000;

  private final Predicate<FuzzProgram> keeps;
  private FuzzProgram best;
  private int tries;

  private Minimiser(FuzzProgram start, Predicate<FuzzProgram> keeps) {
    this.best = start;
    this.keeps = keeps;
  }

  /// The smallest program found for which `keeps` holds, as it does for `start`.
  public static FuzzProgram minimise(FuzzProgram start, Predicate<FuzzProgram> keeps) {
    Minimiser minimiser = new Minimiser(start, keeps);
    minimiser.run();
    return minimiser.best;
  }

  private void run() {
    int before;
    do {
      before = best.size();
      dropFunctions();
      for (int body = 0; body < best.bodies().size(); body++) {
        dropRuns(body);
      }
    } while (best.size() < before && tries < MOST_TRIES);
    for (int body = 0; body < best.bodies().size(); body++) {
      simplify(body);
    }
    for (int body = 0; body < best.bodies().size(); body++) {
      dropRuns(body);
    }
    dropFunctions();
  }

  private boolean tryOut(FuzzProgram candidate) {
    if (tries >= MOST_TRIES || candidate.equals(best)) {
      return false;
    }
    tries++;
    if (keeps.test(candidate)) {
      best = candidate;
      return true;
    }
    return false;
  }

  private FuzzProgram with(int index, Body body) {
    List<Body> bodies = new ArrayList<>(best.bodies());
    bodies.set(index, body);
    return best.withBodies(bodies);
  }

  /// Functions that nothing refers to any more.
  private void dropFunctions() {
    Set<String> referred = new HashSet<>();
    for (Body body : best.bodies()) {
      for (Step step : body.steps()) {
        if (step.target() instanceof Target.FunctionRef(String name)) {
          referred.add(name);
        }
      }
    }
    List<Body> kept = new ArrayList<>();
    for (int i = 0; i < best.bodies().size(); i++) {
      Body body = best.bodies().get(i);
      if (i == 0 || referred.contains(body.name())) {
        kept.add(body);
      }
    }
    if (kept.size() < best.bodies().size()) {
      best = best.withBodies(kept);
    }
  }

  private void dropRuns(int index) {
    for (int run = Math.max(1, best.bodies().get(index).steps().size() / 2); run > 0; run /= 2) {
      int at = best.bodies().get(index).steps().size() - run;
      while (at >= 0) {
        Body body = best.bodies().get(index);
        int to = Math.min(at + run, body.steps().size());
        if (at < to && to - at < body.steps().size()) {
          tryOut(with(index, body.without(at, to)));
        }
        at -= run;
      }
    }
  }

  private void simplify(int index) {
    for (int at = 0; at < best.bodies().get(index).steps().size(); at++) {
      boolean changed = true;
      while (changed && tries < MOST_TRIES) {
        changed = false;
        for (Insn<Reg> simpler : simpler(best.bodies().get(index).steps().get(at).insn())) {
          Body body = best.bodies().get(index);
          List<Step> steps = new ArrayList<>(body.steps());
          steps.set(at, steps.get(at).withInsn(simpler));
          if (tryOut(with(index, body.withSteps(steps)))) {
            changed = true;
            break;
          }
        }
      }
    }
  }

  /// Instructions that do less, simplest first.
  private static List<Insn<Reg>> simpler(Insn<Reg> insn) {
    List<Insn<Reg>> found = new ArrayList<>();
    switch (insn) {
      case Insn.Alu<Reg> alu -> {
        for (int value : smaller(alu.src())) {
          found.add(new Insn.Alu<>(alu.op(), alu.width(), alu.dst(), Operand.imm(value)));
        }
      }
      case Insn.Mov<Reg> mov -> {
        for (int value : smaller(mov.src())) {
          found.add(new Insn.Mov<>(mov.width(), mov.dst(), Operand.imm(value)));
        }
        if (mov.width() == Width.W32
            && mov.src() instanceof Operand.Immediate<Reg>(int value)
            && value >= 0) {
          found.add(new Insn.Mov<>(Width.W64, mov.dst(), mov.src()));
        }
      }
      case Insn.LoadImm64<Reg> load -> {
        if (load.imm() == (int) load.imm() && load.pseudo().code() == 0 && load.imm() != 0) {
          found.add(new Insn.Mov<>(Width.W64, load.dst(), Operand.imm((int) load.imm())));
        }
      }
      case Insn.Store<Reg> store -> {
        for (int value : smaller(store.src())) {
          found.add(
              new Insn.Store<>(store.size(), store.base(), store.offset(), Operand.imm(value)));
        }
        if (store.size() != MemSize.DW && store.src() instanceof Operand.Immediate) {
          found.add(new Insn.Store<>(MemSize.DW, store.base(), store.offset(), store.src()));
        }
      }
      case Insn.JumpIf<Reg> jump -> {
        for (int value : smaller(jump.right())) {
          found.add(
              new Insn.JumpIf<>(
                  jump.condition(), jump.width(), jump.left(), Operand.imm(value), jump.offset()));
        }
      }
      default -> {}
    }
    return found;
  }

  private static List<Integer> smaller(Operand<Reg> operand) {
    return switch (operand) {
      case Operand.Register<Reg> _ -> List.of(0, 1);
      case Operand.Immediate<Reg>(int value) ->
          value == 0
              ? List.of()
              : value == 1 ? List.of(0) : List.of(0, 1, value / 2, value - Integer.signum(value));
    };
  }
}
