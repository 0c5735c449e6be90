// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ProblemJson;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import dev.weir.cli.load.ProgramVerdict;
import dev.weir.cli.load.Verdicts;
import dev.weir.cli.verify.KernelProblem;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.KernelRelease;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `weir check`: what the running kernel's verifier says.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Load every program into the running kernel without attaching it, and print the verifier's verdict.",
      "Exit code 0: all accepted; 1: at least one rejected; 2: the kernel cannot judge."
    })
final class CheckCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private SectionOption section = new SectionOption();

  @Parameters(
      paramLabel = "OBJ|SRC",
      description = "An object file, a .weir source or a .bpfasm listing.")
  private Path input = Path.of("");

  @Override
  public Integer call() {
    Console console = output.console();
    Unit unit = section.applyTo(Unit.of(input, target.options()));
    if (unit.object().programs().isEmpty()) {
      throw Failure.rejected(
          ToolProblem.BAD_OBJECT
              .error("`" + input + "` has no programs")
              .help(
                  "a program is an `on HOOK` in a source, a function in a section such as `tc` in C"));
    }
    LoadOptions options = LoadOptions.defaults();
    for (var source : unit.sources()) {
      options = options.source(source);
    }
    List<ProgramVerdict> verdicts = Verdicts.of(unit.object(), options);
    if (!console.json()) {
      console.warn(unit.warnings());
    }
    ProgramVerdict.print(console, verdicts, "");
    if (!console.json()) {
      console.warn(KernelProblem.of(unit, verdicts));
    }
    console.emit(json(unit, verdicts));
    return exitCode(verdicts);
  }

  private Map<String, Object> json(Unit unit, List<ProgramVerdict> verdicts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", input.toString());
    json.put("kernel", KernelRelease.running().release());
    json.put("programs", verdicts.stream().map(ProgramVerdict::json).toList());
    json.put("problems", unit.warnings().stream().map(ProblemJson::of).toList());
    return json;
  }

  /// Rejection outweighs: a program that was judged is news even when another could not be.
  private static int exitCode(List<ProgramVerdict> verdicts) {
    List<Integer> codes =
        verdicts.stream()
            .flatMap(v -> v.refusal().stream())
            .map((LoaderException e) -> Failure.of(e).exitCode())
            .toList();
    return codes.contains(Failure.REJECTED)
        ? Failure.REJECTED
        : codes.stream().findFirst().orElse(0);
  }
}
