// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.host.KernelRelease;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/// The entry point of `bench/compare`. Prints the report to standard output and what it does
/// meanwhile to standard error.
///
/// Exit codes: 0, 1 when the two do not do the same or something failed, 2 for a wrong command
/// line.
public final class Compare {
  private final Settings settings;
  private final Path root;
  private final Clang clang;
  private final PrintStream progress;
  private final List<String> notes = new ArrayList<>();

  private Compare(Settings settings, Path root, Clang clang, PrintStream progress) {
    this.settings = settings;
    this.root = root;
    this.clang = clang;
    this.progress = progress;
  }

  /// Runs the comparison; the system property `weir.root` is the checkout's top folder.
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) {
    if (arguments.contains("--help")) {
      System.out.print(Settings.USAGE);
      return 0;
    }
    Settings settings;
    try {
      settings = Settings.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("bench/compare: " + e.getMessage() + "; --help shows what there is");
      return 2;
    }
    try {
      return report(settings);
    } catch (IOException | LoaderException | IllegalStateException e) {
      System.err.println("bench/compare: " + e.getMessage());
      return 1;
    }
  }

  private static int report(Settings settings) throws IOException {
    Optional<Clang> clang = Clang.find();
    if (clang.isEmpty()) {
      System.err.println(
          "bench/compare: nothing to compare with: no clang on PATH that compiles for eBPF; on "
              + "Debian: apt install clang-19 libbpf-dev");
      return 0;
    }
    Path root = Path.of(System.getProperty("weir.root", "")).toAbsolutePath();
    Report report = new Compare(settings, root, clang.get(), System.err).compare();
    System.out.print(settings.json() ? ReportWriter.json(report) : ReportWriter.text(report));
    if (settings.markdown().isPresent()) {
      Files.writeString(settings.markdown().get(), ReportWriter.markdown(report));
    }
    return report.agree() ? 0 : 1;
  }

  private Report compare() throws IOException {
    List<Sample> samples = samples();
    Optional<String> obstacle = obstacle();
    obstacle.ifPresent(why -> notes.add("nothing was loaded or run: " + why));
    progress.println("compiling " + samples.size() + " samples with both compilers");
    List<Pair> pairs = new ArrayList<>();
    List<CodeComparison.Row> code = new ArrayList<>();
    for (Sample sample : samples) {
      Pair pair = Pair.compile(sample, clang);
      pairs.add(pair);
      code.addAll(CodeComparison.compare(pair, obstacle.isEmpty()));
    }
    Measured measured = obstacle.isEmpty() ? measure(pairs) : Measured.nothing();
    return new Report(
        machine(),
        code,
        measured.checks,
        measured.emptyNs,
        measured.times,
        compiling(samples),
        notes);
  }

  /// What running the programs gave.
  private record Measured(
      List<CrossCheck.Row> checks, OptionalDouble emptyNs, List<TimeComparison.Row> times) {
    static Measured nothing() {
      return new Measured(List.of(), OptionalDouble.empty(), List.of());
    }
  }

  private Measured measure(List<Pair> pairs) {
    List<Packet> packets = PacketGenerator.generate(settings.seed(), settings.packets());
    List<CrossCheck.Row> checks = new ArrayList<>();
    List<TimeComparison.Row> times = new ArrayList<>();
    try (Lab lab = Lab.open()) {
      for (Pair pair : pairs) {
        String name = pair.sample().name();
        Optional<Scenario> scenario = Scenario.of(name);
        if (scenario.isEmpty()) {
          notes.add(
              name
                  + " has code sizes only: the kernel has no test run for programs of sockets and "
                  + "socket addresses (ENOTSUPP), and as syscall programs, which it would run, they "
                  + "may not call the helpers they need (bpf_get_socket_cookie, bpf_set_retval)");
          continue;
        }
        progress.println("running " + name + " on " + packets.size() + " packets");
        checks.addAll(CrossCheck.compare(pair, scenario.get(), lab, packets));
        progress.println("timing " + name);
        times.addAll(TimeComparison.compare(pair, scenario.get(), lab, settings.effort()));
      }
      double emptyNs = TimeComparison.empty(lab, settings.effort());
      return new Measured(checks, OptionalDouble.of(emptyNs), times);
    }
  }

  private List<CompileTimes.Row> compiling(List<Sample> samples) throws IOException {
    if (settings.compileRounds() == 0) {
      return List.of();
    }
    progress.println("timing the compilers");
    return CompileTimes.measure(root, samples, clang, settings.compileRounds());
  }

  private List<Sample> samples() throws IOException {
    List<Sample> all = Sample.of(root);
    Set<String> names = all.stream().map(Sample::name).collect(Collectors.toSet());
    for (String wanted : settings.samples()) {
      if (!names.contains(wanted)) {
        throw new IOException("no sample is called " + wanted);
      }
    }
    List<Sample> samples = new ArrayList<>();
    for (Sample sample : all) {
      boolean wanted = settings.samples().isEmpty() || settings.samples().contains(sample.name());
      if (wanted && Files.exists(sample.cSource())) {
        samples.add(sample);
      } else if (wanted) {
        notes.add(sample.name() + " has no counterpart in C");
      }
    }
    return samples;
  }

  private static Optional<String> obstacle() {
    Optional<String> unavailable = Syscalls.unavailable();
    return unavailable.isPresent() || Capabilities.current().networkPrograms()
        ? unavailable
        : Optional.of("needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
  }

  private Report.Machine machine() {
    return new Report.Machine(
        KernelRelease.running().version().toString(),
        Runtime.getRuntime().availableProcessors(),
        clang.version(),
        settings.effort(),
        settings.compileRounds());
  }
}
