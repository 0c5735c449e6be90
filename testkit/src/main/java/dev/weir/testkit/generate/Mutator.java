// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.AluOp;
import dev.weir.bytecode.isa.Condition;
import dev.weir.bytecode.isa.Insn;
import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.isa.Width;
import dev.weir.bytecode.kernel.Helper;
import dev.weir.bytecode.kernel.Helpers;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Breaks programs slightly, as programmers and compilers do: a bound off by one, a check dropped,
/// a register swapped.
public final class Mutator {
  private Mutator() {}

  /// The program after one to three small changes.
  static FuzzProgram mutate(FuzzProgram program, Dice dice, Palette palette) {
    FuzzProgram mutant = program;
    int changes = dice.chance(70) ? 1 : dice.between(2, 3);
    for (int i = 0, attempts = 0; i < changes && attempts < 30; attempts++) {
      FuzzProgram next = once(mutant, dice, palette);
      if (next != null) {
        mutant = next;
        i++;
      }
    }
    return mutant;
  }

  private static @Nullable FuzzProgram once(FuzzProgram program, Dice dice, Palette palette) {
    int which = dice.below(program.bodies().size());
    Body body = program.bodies().get(which);
    int last = body.steps().size() - 1;
    int at = dice.below(last > 2 && dice.chance(90) ? last : last + 1);
    Step step = body.steps().get(at);
    Body changed = null;
    String what;
    switch (dice.below(10)) {
      case 0 -> {
        what = "drop";
        int to = Math.min(body.steps().size(), at + (dice.chance(85) ? 1 : 2));
        changed = to - at < body.steps().size() ? body.without(at, to) : null;
      }
      case 1 -> {
        what = "swap order";
        changed = at + 1 < body.steps().size() ? swapped(body, at) : null;
      }
      case 2 -> {
        what = "jump elsewhere";
        if (step.jump() != Step.NO_JUMP) {
          int to =
              dice.chance(70)
                  ? step.jump() + dice.pick(-1, 1, 2, -2)
                  : dice.below(body.steps().size() + 1);
          changed = replaced(body, at, step.withJump(Math.clamp(to, 0, body.steps().size())));
        }
      }
      case 3 -> {
        what = "repeat";
        changed = inserted(body, at, step);
      }
      case 4 -> {
        what = "odd instruction";
        changed = dice.chance(15) ? inserted(body, at, Step.of(odd(dice))) : null;
      }
      default -> {
        what = "instruction";
        Step other = altered(step, program, dice, palette);
        changed = other == null ? null : replaced(body, at, other);
      }
    }
    if (changed == null) {
      return null;
    }
    List<Body> bodies = new ArrayList<>(program.bodies());
    bodies.set(which, changed);
    return program.changed(bodies, what + " at " + body.name() + ":" + at);
  }

  /// What programs rarely hold.
  private static Insn<Reg> odd(Dice dice) {
    Reg reg = reg(dice);
    Reg other = reg(dice);
    return switch (dice.below(7)) {
      case 0 -> new Insn.AddrSpaceCast<>(reg, other, 0, 1);
      case 1 -> new Insn.MovPerCpu<>(reg, other);
      case 2 -> new Insn.LoadInd<>(dice.pick(MemSize.B, MemSize.H, MemSize.W), reg, 14);
      case 3 -> new Insn.LoadAcquire<>(dice.pick(MemSize.values()), reg, other, (short) -8);
      case 4 -> new Insn.StoreRelease<>(dice.pick(MemSize.values()), reg, (short) -8, other);
      case 5 ->
          new Insn.Load<>(dice.pick(MemSize.B, MemSize.H, MemSize.W), true, reg, other, (short) 0);
      default -> new Insn.Neg<>(dice.pick(Width.W32, Width.W64), reg);
    };
  }

  private static Body replaced(Body body, int at, Step step) {
    List<Step> steps = new ArrayList<>(body.steps());
    steps.set(at, step);
    return body.withSteps(steps);
  }

  private static Body swapped(Body body, int at) {
    List<Step> steps = new ArrayList<>(body.steps());
    Step first = steps.get(at);
    steps.set(at, steps.get(at + 1));
    steps.set(at + 1, first);
    return body.withSteps(steps);
  }

  private static Body inserted(Body body, int at, Step step) {
    List<Step> steps = new ArrayList<>();
    for (Step old : body.steps()) {
      steps.add(old.jump() > at ? old.withJump(old.jump() + 1) : old);
    }
    steps.add(at, step.jump() > at ? step.withJump(step.jump() + 1) : step);
    return body.withSteps(steps);
  }

  private static @Nullable Step altered(
      Step step, FuzzProgram program, Dice dice, Palette palette) {
    if (step.target() != null && dice.chance(60)) {
      return retargeted(
          step, dice, palette, program.bodies().stream().skip(1).map(Body::name).toList());
    }
    Insn<Reg> insn =
        switch (step.insn()) {
          case Insn.Alu<Reg> alu -> alu(alu, dice);
          case Insn.Mov<Reg> mov -> mov(mov, dice);
          case Insn.Load<Reg> load -> load(load, dice);
          case Insn.Store<Reg> store -> store(store, dice);
          case Insn.JumpIf<Reg> jump -> jump(jump, dice);
          case Insn.Atomic<Reg> atomic ->
              new Insn.Atomic<>(
                  atomic.op(),
                  atomic.fetch(),
                  dice.chance(50) ? atomic.size() : MemSize.W,
                  dice.chance(80) ? atomic.base() : reg(dice),
                  (short) (atomic.offset() + dice.pick(-8, -1, 0, 4, 8)),
                  dice.chance(50) ? atomic.src() : reg(dice));
          case Insn.CallHelper<Reg> call -> helper(call, program, dice);
          case Insn.Exit<Reg> _ -> new Insn.Mov<>(Width.W64, Reg.R0, Operand.imm(0));
          case Insn.MovSx<Reg> sx -> new Insn.Mov<>(sx.width(), sx.dst(), Operand.reg(sx.src()));
          case Insn.Swap<Reg> swap ->
              new Insn.Swap<>(swap.kind(), dice.pick(16, 32, 64), swap.dst());
          case Insn.LoadAbs<Reg> _ -> new Insn.LoadAbs<>(MemSize.B, dice.number());
          case Insn.LoadAcquire<Reg> load ->
              new Insn.LoadAcquire<>(
                  dice.pick(MemSize.values()), load.dst(), reg(dice), load.offset());
          case Insn.StoreRelease<Reg> store ->
              new Insn.StoreRelease<>(
                  dice.pick(MemSize.values()), reg(dice), store.offset(), store.src());
          case Insn.LoadImm64<Reg> load when step.target() == null ->
              new Insn.LoadImm64<>(load.dst(), load.pseudo(), load.imm() + dice.number());
          default -> step.insn();
        };
    return insn.equals(step.insn()) ? null : step.withInsn(insn);
  }

  private static Step retargeted(Step step, Dice dice, Palette palette, List<String> functions) {
    Target other =
        switch (step.target()) {
          case Target.MapRef _ -> new Target.MapRef(dice.pick(palette.names()));
          case Target.MapValueRef(String map, int offset) ->
              new Target.MapValueRef(
                  dice.chance(50) ? map : dice.pick(palette.names()),
                  offset + dice.pick(0, 1, 8, 40, 48));
          case Target.DataRef(String section, int offset) ->
              new Target.DataRef(
                  dice.chance(50) ? section : section.equals(".bss") ? ".rodata" : ".bss",
                  (offset + dice.pick(1, 4, 8)) % 64);
          case Target.KfuncRef(String name, boolean weak) ->
              new Target.KfuncRef(
                  dice.pick(
                      "bpf_rcu_read_lock",
                      "bpf_rcu_read_unlock",
                      "bpf_preempt_disable",
                      "bpf_iter_num_new",
                      "bpf_iter_num_next",
                      "bpf_iter_num_destroy",
                      "bpf_dynptr_slice",
                      "bpf_dynptr_size",
                      name),
                  weak);
          case null -> step.target();
          case Target.FunctionRef _ -> new Target.FunctionRef(dice.pick(functions));
          case Target.ExternRef _ -> step.target();
        };
    return new Step(step.insn(), step.jump(), other);
  }

  private static Reg reg(Dice dice) {
    return dice.chance(60) ? dice.pick(Reg.R0, Reg.R6, Reg.R10) : Reg.of(dice.below(11));
  }

  private static Operand<Reg> operand(Operand<Reg> operand, Dice dice) {
    return switch (operand) {
      case Operand.Register<Reg> _ ->
          dice.chance(80) ? Operand.reg(reg(dice)) : Operand.imm(dice.number());
      case Operand.Immediate<Reg>(int value) ->
          switch (dice.below(6)) {
            case 0, 1 -> Operand.imm(value + 1);
            case 2 -> Operand.imm(value - 1);
            case 3 -> Operand.imm(value + dice.pick(8, -8, 4, 16, -16));
            case 4 -> Operand.imm(dice.number());
            default -> Operand.imm(-value);
          };
    };
  }

  private static Insn<Reg> alu(Insn.Alu<Reg> alu, Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> new Insn.Alu<>(dice.pick(AluOp.values()), alu.width(), alu.dst(), alu.src());
      case 1 -> new Insn.Alu<>(alu.op(), other(alu.width()), alu.dst(), alu.src());
      case 2 -> new Insn.Alu<>(alu.op(), alu.width(), reg(dice), alu.src());
      default -> new Insn.Alu<>(alu.op(), alu.width(), alu.dst(), operand(alu.src(), dice));
    };
  }

  private static Width other(Width width) {
    return width == Width.W64 ? Width.W32 : Width.W64;
  }

  private static Insn<Reg> mov(Insn.Mov<Reg> mov, Dice dice) {
    return switch (dice.below(4)) {
      case 0 -> new Insn.Mov<>(other(mov.width()), mov.dst(), mov.src());
      case 1 -> new Insn.Mov<>(mov.width(), reg(dice), mov.src());
      default -> new Insn.Mov<>(mov.width(), mov.dst(), operand(mov.src(), dice));
    };
  }

  private static Insn<Reg> load(Insn.Load<Reg> load, Dice dice) {
    short offset = (short) (load.offset() + dice.pick(1, -1, 4, -4, 8, -8, load.size().bytes()));
    return switch (dice.below(5)) {
      case 0 ->
          new Insn.Load<>(
              dice.pick(MemSize.values()), false, load.dst(), load.base(), load.offset());
      case 1 -> new Insn.Load<>(load.size(), load.signed(), load.dst(), reg(dice), load.offset());
      case 2 -> new Insn.Load<>(load.size(), load.signed(), reg(dice), load.base(), load.offset());
      case 3 ->
          new Insn.Load<>(
              load.size(), load.size() != MemSize.DW, load.dst(), load.base(), load.offset());
      default -> new Insn.Load<>(load.size(), load.signed(), load.dst(), load.base(), offset);
    };
  }

  private static Insn<Reg> store(Insn.Store<Reg> store, Dice dice) {
    short offset = (short) (store.offset() + dice.pick(1, -1, 4, -4, 8, -8, store.size().bytes()));
    return switch (dice.below(4)) {
      case 0 ->
          new Insn.Store<>(dice.pick(MemSize.values()), store.base(), store.offset(), store.src());
      case 1 -> new Insn.Store<>(store.size(), reg(dice), store.offset(), store.src());
      case 2 ->
          new Insn.Store<>(store.size(), store.base(), store.offset(), operand(store.src(), dice));
      default -> new Insn.Store<>(store.size(), store.base(), offset, store.src());
    };
  }

  private static Insn<Reg> jump(Insn.JumpIf<Reg> jump, Dice dice) {
    return switch (dice.below(4)) {
      case 0 ->
          new Insn.JumpIf<>(
              dice.pick(Condition.values()),
              jump.width(),
              jump.left(),
              jump.right(),
              jump.offset());
      case 1 ->
          new Insn.JumpIf<>(
              jump.condition(), other(jump.width()), jump.left(), jump.right(), jump.offset());
      case 2 ->
          new Insn.JumpIf<>(
              jump.condition(),
              jump.width(),
              jump.left(),
              operand(jump.right(), dice),
              jump.offset());
      default ->
          new Insn.JumpIf<>(jump.condition(), jump.width(), reg(dice), jump.right(), jump.offset());
    };
  }

  private static Insn<Reg> helper(Insn.CallHelper<Reg> call, FuzzProgram program, Dice dice) {
    if (dice.chance(50)) {
      return new Insn.CallHelper<>(dice.between(0, 213));
    }
    List<Helper> helpers = Helpers.helpersOf(program.hook());
    return helpers.isEmpty() ? call : new Insn.CallHelper<>(dice.pick(helpers).id());
  }
}
