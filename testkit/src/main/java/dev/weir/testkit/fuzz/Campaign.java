// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.fuzz;

import dev.weir.testkit.generate.Dice;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.ProgramGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// Judges random programs by kernel and model, and keeps those that they differ about.
public final class Campaign {
  private static final int EXAMPLES_OF_A_CAUSE = 3;

  private final ProgramGenerator generator;
  private final KernelJudge kernel;
  private final Function<FuzzProgram, Opinion> model;
  private final boolean minimise;
  private final Tally tally = new Tally();
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Integer> causes = new HashMap<>();
  private final List<Uneven> uneven = new ArrayList<>();

  /// A campaign.
  ///
  /// @param generator makes the programs
  /// @param kernel the one judge
  /// @param model the other judge
  /// @param minimise whether to make differing programs small
  public Campaign(
      ProgramGenerator generator,
      KernelJudge kernel,
      Function<FuzzProgram, Opinion> model,
      boolean minimise) {
    this.generator = generator;
    this.kernel = kernel;
    this.model = model;
    this.minimise = minimise;
  }

  /// When to end.
  ///
  /// @param programs after so many programs
  /// @param time after so much time
  public record Limit(int programs, Duration time) {}

  /// A program that both accept after different numbers of instructions.
  ///
  /// @param seed of the program
  /// @param kernel instructions the kernel processed
  /// @param model instructions the model processed
  public record Uneven(long seed, long kernel, long model) {}

  /// Judges programs until the limit, or until `stop` says so.
  ///
  /// @param seed the campaign's; each program has a seed of its own that follows from it
  /// @param progress hears of the tally after every program
  public Tally run(long seed, Limit limit, BooleanSupplier stop, Consumer<Tally> progress) {
    Dice seeds = new Dice(seed);
    long end = System.nanoTime() + limit.time().toNanos();
    while (tally.total() < limit.programs() && System.nanoTime() < end && !stop.getAsBoolean()) {
      judge(generator.generate(seeds.bits()));
      progress.accept(tally);
    }
    return tally;
  }

  /// Judges one program.
  public Agreement judge(FuzzProgram program) {
    long start = System.nanoTime();
    KernelVerdict verdict = kernel.judge(program);
    long nanos = System.nanoTime() - start;
    Opinion opinion = model.apply(program);
    Agreement agreement = Agreement.of(verdict, opinion);
    tally.add(
        agreement,
        program.hook().program().kernelName(),
        program.idioms(),
        verdict,
        nanos,
        opinion);
    if (agreement == Agreement.BOTH_ACCEPT && verdict.processed() != opinion.processed()) {
      uneven.add(new Uneven(program.seed(), verdict.processed(), opinion.processed()));
    }
    if (agreement.isDisagreement()) {
      keep(new Difference(program, program.size(), agreement, verdict, opinion));
    }
    return agreement;
  }

  private void keep(Difference found) {
    if (causes.merge(found.cause(), 1, Integer::sum) > EXAMPLES_OF_A_CAUSE) {
      return;
    }
    differences.add(minimise ? small(found) : found);
  }

  /// The difference with its program made small, where the cause seems to stay the same.
  private Difference small(Difference found) {
    FuzzProgram small =
        Minimiser.minimise(
            found.program(), p -> difference(found, p).cause().equals(found.cause()));
    return difference(found, small);
  }

  private Difference difference(Difference from, FuzzProgram program) {
    KernelVerdict verdict = kernel.judge(program);
    Opinion opinion = model.apply(program);
    return new Difference(program, from.size(), Agreement.of(verdict, opinion), verdict, opinion);
  }

  /// The differing programs, at most three of what seems to be one cause.
  public List<Difference> differences() {
    return List.copyOf(differences);
  }

  /// The programs that model and kernel accept after different numbers of instructions.
  public List<Uneven> uneven() {
    return List.copyOf(uneven);
  }

  /// How often each seeming cause of a difference occurred.
  public Map<String, Integer> causes() {
    return Map.copyOf(causes);
  }
}
