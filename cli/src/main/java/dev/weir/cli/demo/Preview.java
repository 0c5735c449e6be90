// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Disassembly;
import dev.weir.cli.io.Table;
import dev.weir.cli.io.Unit;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The demo without the privileges for it: what it would need, and the samples compiled and
/// disassembled.
final class Preview {
  private static final int EXCERPT_LINES = 32;

  private Preview() {}

  static void show(Console console, KernelVersion target) {
    List<String> needs = needs();
    console.say("");
    console.say(
        console.paint(Style.YELLOW, "The programs cannot be loaded by this user.")
            + " To see them at work:");
    needs.forEach(need -> console.say("  - " + need));
    List<Map<String, Object>> samples = new ArrayList<>();
    for (String file : List.of(Demo.SOCKETS, Demo.PACKETS)) {
      Sample sample = Sample.compile(file, target);
      show(console, sample);
      samples.add(json(sample));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ok", true);
    json.put("loaded", false);
    json.put("needs", needs);
    json.put("samples", samples);
    console.emit(json);
  }

  private static List<String> needs() {
    List<String> needs = new ArrayList<>();
    Capabilities capabilities = Capabilities.current();
    Syscalls.unavailable().ifPresent(needs::add);
    if (!capabilities.networkPrograms()) {
      needs.add("CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON to load and attach programs");
    }
    if (!capabilities.systemAdmin()) {
      needs.add("CAP_SYS_ADMIN to make a control group and network namespaces");
    }
    needs.add("in short: sudo ./weir demo");
    needs.add("`weir doctor` tells more");
    return needs;
  }

  private static void show(Console console, Sample sample) {
    console.say("");
    console.say(
        console.paint(Style.BOLD, sample.file())
            + " compiles here as it does for root: "
            + sample.unit().describePrograms()
            + ", "
            + sample.unit().instructions()
            + " instructions, in "
            + sample.time().toMillis()
            + " ms");
    Table table = new Table();
    for (Program program : sample.object().programs()) {
      table.row(program.name(), program.section(), Unit.instructions(program) + " instructions");
    }
    table.lines("  ").forEach(console::say);
    console.say("");
    console.say("  The first lines of its bytecode, between the source lines they come from:");
    Disassembly.of(firstProgram(sample.object()), true).stream()
        .dropWhile(line -> !line.startsWith("program "))
        .limit(EXCERPT_LINES)
        .forEach(line -> console.say("  " + line));
    console.say("  ...");
  }

  private static BpfObject firstProgram(BpfObject object) {
    return object.withPrograms(object.programs().subList(0, Math.min(1, object.programs().size())));
  }

  private static Map<String, Object> json(Sample sample) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sample", sample.file());
    json.put("instructions", sample.unit().instructions());
    Map<String, Object> programs = new LinkedHashMap<>();
    sample.object().programs().forEach(p -> programs.put(p.name(), Unit.instructions(p)));
    json.put("programs", programs);
    return json;
  }
}
