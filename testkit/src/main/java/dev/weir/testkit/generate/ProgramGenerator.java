// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.generate;

import dev.weir.bytecode.isa.MemSize;
import dev.weir.bytecode.isa.Operand;
import dev.weir.bytecode.isa.Reg;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.ProgramType;
import dev.weir.bytecode.object.Linkage;
import dev.weir.bytecode.object.Relocation.Target;
import java.util.ArrayList;
import java.util.List;

/// Makes up programs: the same seed gives the same program.
public final class ProgramGenerator {
  private final List<Hook> hooks;
  private final KernelVersion kernel;
  private final Palette palette;

  /// A generator.
  ///
  /// @param hooks what to write programs for, at least one
  /// @param kernel what they may use
  /// @param palette maps and types
  public ProgramGenerator(List<Hook> hooks, KernelVersion kernel, Palette palette) {
    this.hooks = List.copyOf(hooks);
    this.kernel = kernel;
    this.palette = palette;
  }

  /// The hooks of networking, which campaigns use unless told otherwise; without those that not
  /// every kernel loads (LSM).
  public static List<Hook> networking() {
    return Hooks.all().stream()
        .filter(h -> h.program() != ProgramType.LSM && h.program() != ProgramType.SYSCALL)
        .filter(h -> h.program() != ProgramType.NETFILTER)
        .filter(h -> h.program() != ProgramType.FLOW_DISSECTOR)
        .toList();
  }

  /// The program of a seed, perhaps broken by the mutator.
  public FuzzProgram generate(long seed) {
    Dice dice = new Dice(seed);
    FuzzProgram program = whole(seed, dice);
    return dice.chance(55) ? Mutator.mutate(program, dice, palette) : program;
  }

  /// The program of a seed as the idioms make it, before any mutation.
  public FuzzProgram unbroken(long seed) {
    return whole(seed, new Dice(seed));
  }

  private FuzzProgram whole(long seed, Dice dice) {
    Hook hook = pickHook(dice);
    boolean free = dice.chance(88);
    Plot plot = new Plot(dice, hook, kernel, palette, dice.chance(free ? 65 : 10));
    plot.idioms().favour(dice);
    Scene scene = new Scene(plot, 0, true);
    start(scene);
    plot.idioms().write(scene, dice.chance(75) ? dice.between(1, 8) : dice.between(8, 30));
    finish(scene);
    List<Body> bodies = new ArrayList<>();
    bodies.add(new Body("main", Linkage.GLOBAL, scene.w.steps()));
    bodies.addAll(plot.bodies());
    boolean needsTypes = bodies.stream().anyMatch(ProgramGenerator::needsTypes);
    return new FuzzProgram(
        seed,
        hook,
        free ? "GPL" : "Proprietary",
        needsTypes || dice.chance(30),
        bodies,
        List.copyOf(plot.used()),
        List.of());
  }

  /// Program types first, so that types with many attach types do not crowd out the others.
  private Hook pickHook(Dice dice) {
    List<ProgramType> types = hooks.stream().map(Hook::program).distinct().toList();
    ProgramType type = dice.pick(types);
    boolean often =
        type == ProgramType.SCHED_CLS
            || type == ProgramType.CGROUP_SOCK_ADDR
            || type == ProgramType.XDP
            || type == ProgramType.CGROUP_SKB;
    if (!often) {
      type = dice.pick(types);
    }
    ProgramType chosen = type;
    return dice.pick(
        hooks.stream().filter(h -> h.program() == chosen && kernel.atLeast(h.since())).toList());
  }

  /// Callbacks and global functions are known to the kernel only by their types.
  private static boolean needsTypes(Body body) {
    return (body.linkage() == Linkage.GLOBAL && !body.name().equals("main"))
        || body.steps().stream()
            .anyMatch(s ->
                s.insn() instanceof dev.weir.bytecode.isa.Insn.LoadImm64<Reg>
                    && s.target() instanceof Target.FunctionRef);
  }

  private static void start(Scene s) {
    s.w.set(Reg.R1, Value.CONTEXT);
    if (s.dice.chance(85)) {
      s.w.move(Reg.R6, Reg.R1);
    }
    if (s.dice.chance(30)) {
      s.w.store(MemSize.DW, Reg.R10, s.stack(8), Reg.R1);
    }
    if (s.dice.chance(25)) {
      s.w.move(Reg.R7, 0);
      s.w.move(Reg.R8, s.dice.number());
    }
  }

  private static void finish(Scene s) {
    Reg number = s.find(Value::isScalar);
    boolean any = s.hook.returns().any();
    if (number != null && any && s.dice.chance(50)) {
      s.w.move(Reg.R0, number);
    } else if (number != null
        && s.hook.returns().min() == 0
        && s.hook.returns().max() == 1
        && s.dice.chance(30)) {
      s.w.move(Reg.R0, number);
      s.w.and(Reg.R0, 1);
    } else if (number != null && !any && s.dice.chance(25)) {
      int taken = s.w.label();
      s.w.move(Reg.R0, FunctionIdioms.result(s));
      if (number != Reg.R0) {
        s.w.jumpIf(
            s.dice.pick(dev.weir.bytecode.isa.Condition.values()),
            dev.weir.bytecode.isa.Width.W64,
            number,
            Operand.imm(s.dice.number()),
            taken);
        s.w.move(Reg.R0, FunctionIdioms.result(s));
      }
      s.w.mark(taken);
    } else {
      s.w.move(Reg.R0, FunctionIdioms.result(s));
    }
    s.w.exit();
    if (s.hasOut()) {
      s.w.mark(s.out());
      s.w.move(Reg.R0, FunctionIdioms.result(s));
      s.w.exit();
    }
  }
}
