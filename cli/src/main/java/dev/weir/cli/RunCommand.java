// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.object.MapSpec;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.Interruption;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import dev.weir.cli.load.Events;
import dev.weir.cli.load.LoadTimeConstants;
import dev.weir.cli.load.MapEntries;
import dev.weir.cli.load.Placement;
import dev.weir.cli.verify.KernelProblem;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.link.AttachTarget;
import dev.weir.loader.link.AttachTarget.Direction;
import dev.weir.loader.link.Link;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir run`: programs at work, as long as the command runs.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Load an object or a source, attach its programs, show counters and events, and detach at Ctrl-C.",
      "Whatever happens to the command, the kernel detaches the programs when its process is gone."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private SectionOption section = new SectionOption();

  @Parameters(
      paramLabel = "SRC|OBJ",
      description = "A .weir source, a .bpfasm listing or an object file.")
  private Path input = Path.of("");

  @Option(
      names = "--cgroup",
      paramLabel = "PATH",
      description = "The control group for socket programs, a folder of the cgroup v2 hierarchy.")
  private Optional<Path> cgroup = Optional.empty();

  @Option(
      names = "--dev",
      paramLabel = "NAME",
      description = "The network interface for packet programs; may be repeated.")
  private List<String> devices = List.of();

  @Option(
      names = "--direction",
      paramLabel = "WAY",
      description = "ingress or egress, for packet programs whose section does not say it.")
  private Optional<Direction> direction = Optional.empty();

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "Load and attach only this program; may be repeated.")
  private List<String> programs = List.of();

  @Option(
      names = "--set",
      paramLabel = "CONST=VALUE",
      description = "Set a load-time constant; may be repeated.")
  private Map<String, String> constants = Map.of();

  @Option(
      names = "--map",
      paramLabel = "MAP:KEY=VALUE",
      description =
          "Put an entry into a map before attaching, fields separated by commas; may be repeated.")
  private List<String> entries = List.of();

  @Option(
      names = "--show",
      paramLabel = "MAP",
      description = "Print the contents of a map at the end; may be repeated.")
  private List<String> shown = List.of();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "How often to show the counters, such as 500ms or 10s.")
  private Duration interval = Duration.ofSeconds(1);

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End by itself after this time.")
  private Optional<Duration> limit = Optional.empty();

  @Option(names = "--once", description = "Attach, show the counters once, detach.")
  private boolean once;

  @Override
  public Integer call() {
    Console console = output.console();
    Unit unit = section.applyTo(Unit.of(input, target.options()));
    if (!console.json()) {
      console.warn(unit.warnings());
    }
    Map<Program, List<AttachTarget>> plan = plan(unit);
    checkShown(unit);
    try (Interruption interruption = Interruption.watch()) {
      run(console, unit, plan, interruption);
      console.say("detached");
      console.emit(Map.of("detached", true));
    }
    return 0;
  }

  private void run(
      Console console,
      Unit unit,
      Map<Program, List<AttachTarget>> plan,
      Interruption interruption) {
    try (LoadedObject loaded = load(unit, plan);
        Events events = Events.open(loaded)) {
      console.warn(loaded.notes());
      entries.forEach(entry -> MapEntries.put(loaded, entry));
      List<Link> links = attach(loaded, plan);
      RunDisplay display = new RunDisplay(console, loaded, events);
      display.show(links, interruption, interval, duration());
      shown.forEach(display::map);
    }
  }

  private LoadedObject load(Unit unit, Map<Program, List<AttachTarget>> plan) {
    try {
      return Loader.load(unit.object(), options(unit, plan));
    } catch (BpfException refused) {
      if (refused.log().isEmpty()) {
        throw refused;
      }
      throw Failure.rejected(KernelProblem.of(unit, refused));
    }
  }

  private Optional<Duration> duration() {
    return once ? Optional.of(Duration.ZERO) : limit;
  }

  /// Where each program goes. Found before anything is loaded, so that a missing option costs
  /// nothing.
  private Map<Program, List<AttachTarget>> plan(Unit unit) {
    Placement placement = new Placement(cgroup, devices, direction);
    Map<Program, List<AttachTarget>> plan = new LinkedHashMap<>();
    for (Program program : chosen(unit)) {
      plan.put(program, placement.of(program));
    }
    return plan;
  }

  private void checkShown(Unit unit) {
    List<String> maps = unit.object().maps().stream().map(MapSpec::name).toList();
    for (String name : shown) {
      if (!maps.contains(name)) {
        throw Failure.unable(
            ToolProblem.USAGE
                .error("`" + input + "` has no map `" + name + "`")
                .help(maps.isEmpty() ? "it has none" : "it has: " + String.join(", ", maps)));
      }
    }
  }

  private List<Program> chosen(Unit unit) {
    List<Program> all = unit.object().programs();
    List<String> names = all.stream().map(Program::name).toList();
    for (String name : programs) {
      if (!names.contains(name)) {
        throw Failure.unable(
            ToolProblem.USAGE
                .error("`" + input + "` has no program `" + name + "`")
                .help("it has: " + String.join(", ", names)));
      }
    }
    List<Program> chosen =
        all.stream()
            .filter(p ->
                programs.isEmpty() ? !p.section().startsWith("?") : programs.contains(p.name()))
            .toList();
    if (chosen.isEmpty()) {
      throw Failure.rejected(
          ToolProblem.BAD_OBJECT.error("`" + input + "` has no programs to run"));
    }
    return chosen;
  }

  private LoadOptions options(Unit unit, Map<Program, List<AttachTarget>> plan) {
    LoadOptions options =
        LoadOptions.defaults()
            .only(plan.keySet().stream().map(Program::name).toArray(String[]::new));
    for (SourceFile source : unit.sources()) {
      options = options.source(source);
    }
    return LoadTimeConstants.set(options, unit.object(), constants);
  }

  private static List<Link> attach(LoadedObject loaded, Map<Program, List<AttachTarget>> plan) {
    List<Link> links = new ArrayList<>();
    plan.forEach((program, targets) ->
        targets.forEach(place -> links.add(loaded.attach(program.name(), place))));
    return links;
  }
}
