// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.InputFile;
import dev.weir.cli.io.OutputFile;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import dev.weir.cli.verify.Judged;
import dev.weir.cli.verify.Judgement;
import dev.weir.cli.verify.StateRecord;
import dev.weir.cli.verify.VerdictTable;
import dev.weir.verifier.explain.Rejections;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.page.Subject;
import dev.weir.verifier.page.VerifyPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir verify`: what the verifiers of several kernels would say, without any of them.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Say whether kernels accept the programs, by a model of their verifiers: without root, on any system.",
      "Exit code 0: all accepted; 1: at least one rejected; 2: at least one cannot be judged."
    })
final class VerifyCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();
  @Mixin private SectionOption section = new SectionOption();

  @Parameters(
      paramLabel = "OBJ|SRC",
      description = "An object file, a .weir source or a .bpfasm listing.")
  private Path input = Path.of("");

  @Option(
      names = "--kernel",
      paramLabel = "VERSION",
      split = ",",
      converter = TargetOption.Converter.class,
      description = {
        "The kernels to judge for, such as 6.1,6.12.",
        "Without it, all that are modelled, from the target of a source on."
      })
  private List<KernelVersion> kernels = List.of();

  @Option(
      names = "--program",
      paramLabel = "NAME",
      description = "Judge only this program; may be repeated.")
  private List<String> programs = List.of();

  @Option(
      names = "--btf",
      paramLabel = "FILE",
      description = "Types of the kernel to judge for, such as /sys/kernel/btf/vmlinux.")
  private Optional<Path> types = Optional.empty();

  @Option(names = "--states", description = "Print what is known before each instruction.")
  private boolean states;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page for browsers: source, code, states, paths and costs.")
  private Optional<Path> page = Optional.empty();

  @Override
  public Integer call() {
    Console console = output.console();
    Unit unit = section.applyTo(Unit.of(input, target.options()).placed());
    if (!console.json()) {
      console.warn(unit.warnings());
    }
    List<Program> chosen = chosen(unit);
    Judgement judgement =
        new Judgement(unit.object(), types.map(VerifyCommand::read), states || page.isPresent());
    List<Judged> all = new ArrayList<>();
    for (KernelVersion kernel : asked()) {
      List<Judged> judged = judgement.on(kernel, chosen);
      all.addAll(judged);
      if (!states) {
        judged = judged.stream().map(Judged::withoutStates).toList();
      }
      VerdictTable.print(console, kernel.toString(), judged);
      judged.forEach(j -> console.emit(j.json(input.toString())));
    }
    if (!console.json()) {
      console.warn(Rejections.of(all.stream().map(Judged::verdict).toList(), unit.sources()));
    }
    page.ifPresent(file -> write(file, unit, all));
    return Judged.exitCode(all);
  }

  private void write(Path file, Unit unit, List<Judged> all) {
    List<Subject> subjects =
        all.stream()
            .map(
                j -> new Subject(j.verdict(), j.states().map(StateRecord::bySlot).orElse(Map.of())))
            .toList();
    String html = VerifyPage.write(String.valueOf(input.getFileName()), subjects, unit.sources());
    OutputFile.write(file, html.getBytes(StandardCharsets.UTF_8));
  }

  private List<KernelVersion> asked() {
    return kernels.isEmpty()
        ? KernelVersion.TARGETS.stream().filter(k -> k.atLeast(target.version())).toList()
        : kernels.stream().distinct().toList();
  }

  private List<Program> chosen(Unit unit) {
    List<Program> all = unit.object().programs();
    if (all.isEmpty()) {
      throw Failure.rejected(ToolProblem.BAD_OBJECT.error("`" + input + "` has no programs"));
    }
    List<String> names = all.stream().map(Program::name).toList();
    for (String name : programs) {
      if (!names.contains(name)) {
        throw Failure.unable(
            ToolProblem.USAGE
                .error("`" + input + "` has no program `" + name + "`")
                .help("it has: " + String.join(", ", names)));
      }
    }
    return all.stream().filter(p -> programs.isEmpty() || programs.contains(p.name())).toList();
  }

  private static KernelTypes read(Path file) {
    try {
      return KernelTypes.fromFile(file);
    } catch (IOException e) {
      throw Failure.unable(
          ToolProblem.UNREADABLE.error("cannot read `" + file + "`: " + InputFile.reason(e)));
    } catch (IllegalArgumentException e) {
      throw Failure.unable(
          ToolProblem.UNREADABLE
              .error("`" + file + "` holds no kernel types: " + e.getMessage())
              .help("a kernel's types are in /sys/kernel/btf/vmlinux"));
    }
  }
}
