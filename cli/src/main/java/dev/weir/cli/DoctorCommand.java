// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Failure;
import dev.weir.loader.probe.Probe;
import dev.weir.loader.probe.Probes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `weir doctor`: what this machine can do.
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Say what this machine can do, each gap with its fix.",
      "Exit code 0: network programs load here; 2: they do not."
    })
final class DoctorCommand implements Callable<Integer> {
  /// Without these nothing loads; the rest is for some programs only.
  private static final Set<String> VITAL =
      Set.of(
          "system calls", "privileges", "program type sched_cls", "program type cgroup_sock_addr");

  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    Console console = output.console();
    List<Probe> probes = Probes.run();
    boolean works =
        probes.stream()
            .filter(p -> VITAL.contains(p.name()))
            .allMatch(p -> p.state() == Probe.State.OK);
    int width = probes.stream().mapToInt(p -> p.name().length()).max().orElse(0);
    for (Probe probe : probes) {
      String gap = " ".repeat(width - probe.name().length() + 2);
      console.say(mark(console, probe) + "  " + probe.name() + gap + probe.found());
      if (!probe.fix().isEmpty()) {
        console.say(" ".repeat(width + 11) + "fix: " + probe.fix());
      }
    }
    console.say("");
    console.say(
        works ? "network programs load on this machine" : "network programs do not load here yet");
    console.emit(json(works, probes));
    return works ? 0 : Failure.UNABLE;
  }

  private static String mark(Console console, Probe probe) {
    return switch (probe.state()) {
      case OK -> console.paint(Style.GREEN, "ok     ");
      case MISSING -> console.paint(Style.RED, "missing");
      case UNKNOWN -> console.paint(Style.YELLOW, "unknown");
    };
  }

  private static Map<String, Object> json(boolean works, List<Probe> probes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("works", works);
    json.put("probes", probes.stream().map(DoctorCommand::json).toList());
    return json;
  }

  private static Map<String, Object> json(Probe probe) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", probe.name());
    json.put("state", probe.state().name().toLowerCase(Locale.ROOT));
    json.put("found", probe.found());
    json.put("fix", probe.fix());
    return json;
  }
}
