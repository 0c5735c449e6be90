// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.link.ProgramKind;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The option that says where programs run whose object does not tell: those of loaders that know
/// their programs by other means than the names of sections.
final class SectionOption {
  @Option(
      names = "--section",
      paramLabel = "[PROGRAM=]SECTION",
      description = {
        "Take a program as one of this section, such as lb=socket or tc/ingress.",
        "Without a program, all whose own section names no hook. May be repeated."
      })
  private List<String> given = List.of();

  /// The unit with the sections asked for.
  ///
  /// @throws Failure when a program or a section is unknown
  Unit applyTo(Unit unit) {
    Optional<String> others = Optional.empty();
    Map<String, String> named = new LinkedHashMap<>();
    for (String text : given) {
      int equals = text.indexOf('=');
      String section = text.substring(equals + 1);
      expectHook(section);
      if (equals < 0) {
        others = Optional.of(section);
      } else {
        String program = text.substring(0, equals);
        expectProgram(unit, program);
        named.put(program, section);
      }
    }
    Optional<String> rest = others;
    List<Program> programs =
        unit.object().programs().stream()
            .map(program ->
                Optional.ofNullable(named.get(program.name()))
                    .or(() ->
                        ProgramKind.ofSection(program.section()).isEmpty()
                            ? rest
                            : Optional.empty())
                    .map(section -> new Program(section, program.function()))
                    .orElse(program))
            .toList();
    return new Unit(unit.object().withPrograms(programs), unit.sources(), unit.warnings());
  }

  private static void expectHook(String section) {
    if (ProgramKind.ofSection(section).isEmpty()) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("--section: `" + section + "` names no hook")
              .help("sections are named as libbpf does: `tcx/ingress`, `cgroup/connect4`, `xdp`"));
    }
  }

  private static void expectProgram(Unit unit, String program) {
    if (unit.object().program(program).isEmpty()) {
      throw Failure.unable(
          ToolProblem.USAGE
              .error("--section: the object has no program `" + program + "`")
              .help(
                  "it has: "
                      + String.join(
                          ", ", unit.object().programs().stream().map(Program::name).toList())));
    }
  }
}
