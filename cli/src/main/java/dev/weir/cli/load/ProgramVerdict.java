// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.load;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.object.Program;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Console.Style;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.ProblemJson;
import dev.weir.cli.io.Table;
import dev.weir.cli.io.Unit;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.program.LoadedProgram;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the running kernel's verifier says about a program.
///
/// @param program the program
/// @param instructions of it, without subprograms
/// @param accepted what it cost; empty when the program was rejected
/// @param refusal why it was rejected; empty when it was accepted
public record ProgramVerdict(
    Program program,
    int instructions,
    Optional<Accepted> accepted,
    Optional<LoaderException> refusal) {
  /// Checks for null.
  public ProgramVerdict {
    Objects.requireNonNull(program);
    Objects.requireNonNull(accepted);
    Objects.requireNonNull(refusal);
  }

  /// What an accepted program cost.
  ///
  /// @param verified instructions that the verifier followed, over all paths
  /// @param machineBytes size of the machine code; 0 without JIT
  /// @param time how long the kernel took to verify and translate it
  public record Accepted(int verified, int machineBytes, Duration time) {}

  /// The verdict on a program that is loaded.
  public static ProgramVerdict accepted(Program program, LoadedProgram loaded) {
    var info = loaded.info();
    return new ProgramVerdict(
        program,
        Unit.instructions(program),
        Optional.of(new Accepted(info.verifiedInsns(), info.jitedBytes(), loaded.loadTime())),
        Optional.empty());
  }

  /// The verdict on a program that did not load.
  public static ProgramVerdict rejected(Program program, LoaderException refusal) {
    return new ProgramVerdict(
        program, Unit.instructions(program), Optional.empty(), Optional.of(refusal));
  }

  /// The problems of all rejected programs.
  public static List<Problem> problems(List<ProgramVerdict> verdicts) {
    return verdicts.stream()
        .flatMap(v -> v.refusal().stream())
        .map(LoaderException::problem)
        .distinct()
        .toList();
  }

  /// Prints verdicts, a line each.
  public static void print(Console console, List<ProgramVerdict> verdicts, String indent) {
    Table table = new Table();
    verdicts.forEach(v -> v.row(console, table));
    table.lines(indent).forEach(console::say);
  }

  private void row(Console console, Table table) {
    String insns = instructions + " instructions";
    if (accepted.isPresent()) {
      Accepted cost = accepted.get();
      table.row(
          program.name(),
          program.section(),
          console.paint(Style.GREEN, "accepted"),
          insns,
          cost.verified() + " verified",
          String.format(Locale.ROOT, "%.2f ms", cost.time().toNanos() / 1e6));
    } else {
      table.row(program.name(), program.section(), console.paint(Style.RED, word()), insns);
    }
  }

  /// `accepted`, `rejected`, or `not judged` when something else than the program is in the way.
  public String word() {
    return refusal
        .map(e -> Failure.of(e).exitCode() == Failure.REJECTED ? "rejected" : "not judged")
        .orElse("accepted");
  }

  /// The verdict as JSON.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("program", program.name());
    json.put("section", program.section());
    json.put("instructions", instructions);
    json.put("verdict", word());
    accepted.ifPresent(cost -> {
      json.put("verified", cost.verified());
      json.put("machineBytes", cost.machineBytes());
      json.put("microseconds", cost.time().toNanos() / 1_000);
    });
    refusal.ifPresent(e -> {
      json.put("problem", ProblemJson.of(e.problem()));
      if (e instanceof BpfException refused && !refused.log().isEmpty()) {
        json.put("log", refused.log());
      }
    });
    return json;
  }
}
