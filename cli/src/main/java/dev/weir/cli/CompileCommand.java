// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.Severity;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.bytecode.object.ObjectWriter.SectionStyle;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.OutputFile;
import dev.weir.cli.io.ProblemJson;
import dev.weir.cli.io.Table;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import dev.weir.cli.verify.CompiledCheck;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.CompileOptions.DumpRequest;
import dev.weir.compiler.opt.Pass;
import dev.weir.compiler.opt.Passes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir compile`: from a source or a listing to an object file.
@Command(
    name = "compile",
    mixinStandardHelpOptions = true,
    description =
        "Compile a source, or assemble a listing, to an object file with BTF and line information.")
final class CompileCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();

  @Parameters(
      paramLabel = "SRC",
      description = "A .weir source, a .bpfasm listing, or Java classes: a .class, folder or .jar.")
  private Path source = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OBJ",
      description = "The object file; without it, SRC with the ending .o.")
  private Optional<Path> object = Optional.empty();

  @Option(
      names = "--dump",
      paramLabel = "STAGE[:FUNCTION]",
      description = "Print what a stage or pass of the compiler made.")
  private Optional<String> dump = Optional.empty();

  @Option(names = "--timing", description = "Print how long each stage took.")
  private boolean timing;

  @Option(
      names = "--disable",
      paramLabel = "PASS",
      description = "Leave out a pass of the optimizer; may be repeated.")
  private Set<String> disabled = Set.of();

  @Option(
      names = "--bisect",
      paramLabel = "N",
      description = "Run only the first N passes, to find the one that breaks a program.")
  private Optional<Integer> bisect = Optional.empty();

  @Option(
      names = "--section-style",
      paramLabel = "STYLE",
      defaultValue = "libbpf",
      description = {
        "What sections of tc programs are called: libbpf (tcx/ingress),",
        "or classifier, which tools without tcx take."
      })
  private SectionStyle sections = SectionStyle.LIBBPF;

  @Option(
      names = "--no-verify",
      description = "Do not ask the model of the kernel's verifier about the programs.")
  private boolean unverified;

  @Override
  public Integer call() {
    Console console = output.console();
    Map<String, Duration> times = new LinkedHashMap<>();
    List<Dump> dumps = new ArrayList<>();
    checkPasses();
    Unit unit = judged(Unit.ofSource(source, options(times, dumps)), times);
    byte[] bytes = ObjectWriter.write(unit.object(), new ObjectWriter.Options(sections));
    Path place = object.orElseGet(() -> beside(source));
    dumps.forEach(d -> console.write("; " + d.title() + "\n" + d.text().strip() + "\n\n"));
    OutputFile.write(place, bytes);
    if (!console.json()) {
      console.warn(unit.warnings());
    }
    report(console, unit, place, bytes.length);
    reportTimes(console, times);
    if (dump.isPresent() && dumps.isEmpty()) {
      console.note("nothing to dump: no stage, pass or function is called `" + dump.get() + "`");
    }
    console.emit(json(unit, place, bytes.length, times, dumps));
    return 0;
  }

  /// The unit with what the verifier model warns of.
  ///
  /// @throws Failure when it rejects a program
  private Unit judged(Unit unit, Map<String, Duration> times) {
    if (unverified) {
      return unit;
    }
    long start = System.nanoTime();
    List<Problem> problems = CompiledCheck.of(unit, target.version());
    if (timing) {
      times.put("verify", Duration.ofNanos(System.nanoTime() - start));
    }
    if (problems.stream().anyMatch(p -> p.severity() == Severity.ERROR)) {
      throw Failure.rejected(problems);
    }
    List<Problem> warnings = new ArrayList<>(unit.warnings());
    warnings.addAll(problems);
    return new Unit(unit.object(), unit.sources(), warnings);
  }

  private void checkPasses() {
    for (String name : disabled) {
      if (Passes.named(name).isEmpty()) {
        throw Failure.unable(
            ToolProblem.USAGE
                .error("there is no pass `" + name + "`")
                .help(
                    "there are: "
                        + String.join(", ", Passes.all().stream().map(Pass::name).toList())));
      }
    }
  }

  /// What a stage made.
  private record Dump(String title, String text) {
    Map<String, Object> json() {
      return Map.of("title", title, "text", text);
    }
  }

  private CompileOptions options(Map<String, Duration> times, List<Dump> dumps) {
    CompileOptions options = target.options().withDisabled(disabled);
    if (timing) {
      options = options.withTiming((stage, time) -> times.merge(stage, time, Duration::plus));
    }
    if (bisect.isPresent()) {
      options = options.withBisect(bisect.get());
    }
    if (dump.isPresent()) {
      options =
          options.withDump(
              DumpRequest.parse(dump.get()), (title, text) -> dumps.add(new Dump(title, text)));
    }
    return options;
  }

  private void report(Console console, Unit unit, Path place, int size) {
    console.say(
        place
            + ": "
            + unit.describePrograms()
            + ", "
            + unit.instructions()
            + " instructions, "
            + size
            + " bytes, for Linux "
            + target.version()
            + " and newer");
  }

  private static void reportTimes(Console console, Map<String, Duration> times) {
    Table table = new Table();
    times.forEach((stage, time) -> table.row(stage, milliseconds(time) + " ms"));
    table.lines("  ").forEach(console::say);
  }

  private Map<String, Object> json(
      Unit unit, Path place, int size, Map<String, Duration> times, List<Dump> dumps) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", place.toString());
    json.put("target", target.version().toString());
    Map<String, Object> programs = new LinkedHashMap<>();
    unit.object().programs().forEach(p -> programs.put(p.name(), Unit.instructions(p)));
    json.put("programs", programs);
    json.put("instructions", unit.instructions());
    json.put("bytes", size);
    json.put("problems", unit.warnings().stream().map(ProblemJson::of).toList());
    if (timing) {
      Map<String, Object> micros = new LinkedHashMap<>();
      times.forEach((stage, time) -> micros.put(stage, time.toNanos() / 1_000));
      json.put("microseconds", micros);
    }
    if (dump.isPresent()) {
      json.put("dumps", dumps.stream().map(Dump::json).toList());
    }
    return json;
  }

  private static String milliseconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f", time.toNanos() / 1e6);
  }

  /// The place of the object when none is given.
  private static Path beside(Path source) {
    String name = source.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return source.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".o");
  }
}
