// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.kernel.Hook;
import dev.weir.bytecode.kernel.Hooks;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.cli.fuzz.FuzzReport;
import dev.weir.cli.fuzz.ProgressBar;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.io.OutputFile;
import dev.weir.cli.io.ToolProblem;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Cpus;
import dev.weir.loader.host.KernelRelease;
import dev.weir.testkit.fuzz.Agreement;
import dev.weir.testkit.fuzz.Campaign;
import dev.weir.testkit.fuzz.Difference;
import dev.weir.testkit.fuzz.KernelJudge;
import dev.weir.testkit.fuzz.ModelJudge;
import dev.weir.testkit.fuzz.Opinion;
import dev.weir.testkit.fuzz.Tally;
import dev.weir.testkit.fuzz.VmRuns;
import dev.weir.testkit.generate.Dice;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import dev.weir.verifier.model.KernelModel;
import dev.weir.vm.Fault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir fuzz`: the proof of the proof. Random programs are judged by the verifier model and by the
/// running kernel; what they differ about is made small and saved.
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Compare the verifier model with the running kernel on random programs.",
      "Needs root, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON. Loads programs, attaches none."
    },
    footer = "Exit codes: 0 no difference; 1 differences were found; 2 cannot run here.")
final class FuzzCommand implements Callable<Integer> {
  private static final int DEFAULT_COUNT = 10_000;
  private static final int RUNS = 5;
  private static final Duration LONG = Duration.ofDays(365);

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--against",
      paramLabel = "JUDGE",
      defaultValue = "kernel",
      description =
          "What to compare the model with: kernel, or vm (what the model accepts must not fault in"
              + " the virtual machine; needs no root).")
  private Judge against = Judge.KERNEL;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many programs (default: 10000, or no limit with --time).")
  private Optional<Integer> count = Optional.empty();

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End after so much time, such as 30s or 10m.")
  private Optional<Duration> time = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Repeat the campaign of a seed (default: a fresh one, which is printed).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--program",
      paramLabel = "SEED",
      description = "Judge only the program of this seed and print both verdicts in full.")
  private Optional<Long> program = Optional.empty();

  @Option(
      names = "--hooks",
      paramLabel = "HOOK",
      split = ",",
      description = "Only programs for these hooks, such as connect4,\"tcx ingress\".")
  private List<String> hooks = List.of();

  @Option(
      names = "--save",
      paramLabel = "DIR",
      description = "Save what differs as listings in this folder.")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--no-minimise", description = "Leave what differs as it was generated.")
  private boolean whole;

  @Option(
      names = "--counts",
      description =
          "List the programs that both accept after different numbers of processed instructions.")
  private boolean counts;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Show all reasons of the kernel, how often each idiom is accepted, and rules never met.")
  private boolean verbose;

  /// What to compare with.
  enum Judge {
    /// The running kernel.
    KERNEL,
    /// The virtual machine.
    VM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() {
    Console console = output.console();
    Palette palette = new Palette();
    KernelVersion version = KernelRelease.running().version();
    ProgramGenerator generator = new ProgramGenerator(chosenHooks(), version, palette);
    if (against == Judge.VM) {
      return runs(console, palette, generator, version);
    }
    try (KernelJudge kernel = KernelJudge.open(palette);
        Interruption interruption = Interruption.watch()) {
      ModelJudge model =
          new ModelJudge(palette, KernelModel.of(version).withProcessors(Cpus.possible()));
      Campaign campaign = new Campaign(generator, kernel, model, !whole);
      return program.isPresent()
          ? one(console, palette, kernel, model, generator, program.get())
          : run(console, palette, campaign, interruption);
    } catch (LoaderException e) {
      throw Failure.unable(e.problem());
    }
  }

  private List<Hook> chosenHooks() {
    if (hooks.isEmpty()) {
      return ProgramGenerator.networking();
    }
    return hooks.stream()
        .map(name ->
            Hooks.byName(name)
                .orElseThrow(() ->
                    Failure.unable(
                        ToolProblem.USAGE
                            .error("there is no hook `" + name + "`")
                            .help(
                                "there are: "
                                    + String.join(
                                        ", ",
                                        ProgramGenerator.networking().stream()
                                            .map(Hook::name)
                                            .toList())))))
        .toList();
  }

  private int run(Console console, Palette palette, Campaign campaign, Interruption interruption) {
    long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong());
    int programs = count.orElse(time.isPresent() ? Integer.MAX_VALUE : DEFAULT_COUNT);
    Duration limit = time.orElse(LONG);
    console.say("campaign --seed " + chosen + " on Linux " + KernelRelease.running().release());
    ProgressBar bar = new ProgressBar(console, programs, limit);
    long start = System.nanoTime();
    Tally tally =
        campaign.run(
            chosen, new Campaign.Limit(programs, limit), interruption::requested, bar::show);
    double seconds = (System.nanoTime() - start) / 1e9;
    bar.end();
    FuzzReport.say(console, tally, seconds, verbose);
    FuzzReport.causes(console, campaign.causes());
    if (counts) {
      FuzzReport.uneven(console, campaign.uneven());
    }
    for (Difference difference : campaign.differences()) {
      save(console, palette, difference);
    }
    console.emit(FuzzReport.json(chosen, tally, seconds, campaign.differences()));
    return tally.differences() == 0 ? 0 : Failure.REJECTED;
  }

  /// Runs what the model accepts in the virtual machine.
  private int runs(
      Console console, Palette palette, ProgramGenerator generator, KernelVersion version) {
    long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong());
    int programs = count.orElse(time.isPresent() ? Integer.MAX_VALUE : DEFAULT_COUNT);
    long end = System.nanoTime() + time.orElse(LONG).toNanos();
    console.say("runs --seed " + chosen);
    ModelJudge model = new ModelJudge(palette, version);
    VmRuns vm = new VmRuns(palette, version);
    Dice seeds = new Dice(chosen);
    int accepted = 0;
    int faults = 0;
    int made = 0;
    for (; made < programs && System.nanoTime() < end; made++) {
      FuzzProgram candidate = generator.generate(seeds.bits());
      if (model.apply(candidate).decision() != Opinion.Decision.ACCEPT) {
        continue;
      }
      accepted++;
      Optional<Fault> fault = vm.fault(candidate, RUNS);
      if (fault.isPresent()) {
        faults++;
        console.say("  --program " + candidate.seed() + ": " + fault.get());
      }
    }
    console.say(accepted + " of " + made + " programs accepted and run; " + faults + " faulted");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", Long.toString(chosen));
    json.put("programs", made);
    json.put("run", accepted);
    json.put("faults", faults);
    console.emit(json);
    return faults == 0 ? 0 : Failure.REJECTED;
  }

  private void save(Console console, Palette palette, Difference difference) {
    if (folder.isEmpty()) {
      console.say(
          "  "
              + difference.agreement().title()
              + ": weir fuzz --program "
              + difference.program().seed());
      return;
    }
    Path file = folder.get().resolve(difference.fileName());
    String listing = difference.listing(palette, KernelRelease.running().version().toString());
    OutputFile.write(file, listing.getBytes(StandardCharsets.UTF_8));
    console.say("  saved " + file);
  }

  private int one(
      Console console,
      Palette palette,
      KernelJudge kernel,
      ModelJudge model,
      ProgramGenerator generator,
      long programSeed) {
    var made = generator.generate(programSeed);
    var verdict = kernel.explain(made);
    var opinion = model.apply(made);
    Agreement agreement = Agreement.of(verdict, opinion);
    Difference difference = new Difference(made, made.size(), agreement, verdict, opinion);
    console.say(difference.listing(palette, KernelRelease.running().version().toString()));
    console.say(verdict.log());
    console.say(agreement.title());
    return agreement.isDisagreement() ? Failure.REJECTED : 0;
  }
}
