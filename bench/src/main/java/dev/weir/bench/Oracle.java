// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.testkit.fuzz.Agreement;
import dev.weir.testkit.fuzz.Deck;
import dev.weir.testkit.fuzz.KernelVerdict;
import dev.weir.testkit.fuzz.ModelJudge;
import dev.weir.testkit.fuzz.Opinion;
import dev.weir.testkit.generate.Dice;
import dev.weir.testkit.generate.FuzzProgram;
import dev.weir.testkit.generate.Palette;
import dev.weir.testkit.generate.ProgramGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares the verifier model of a kernel with that kernel, which runs elsewhere: writes random
/// programs for it, and reads its verdicts.
///
/// `oracle deal KERNEL SEED COUNT DECK`, then `oracle compare KERNEL SEED COUNT ANSWERS`.
public final class Oracle {
  private static final int EXAMPLES = 3;

  private final Palette palette = new Palette();
  private final KernelVersion kernel;
  private final List<FuzzProgram> programs = new ArrayList<>();

  private Oracle(KernelVersion kernel, long seed, int count) {
    this.kernel = kernel;
    ProgramGenerator generator =
        new ProgramGenerator(ProgramGenerator.networking(), kernel, palette);
    Dice seeds = new Dice(seed);
    for (int i = 0; i < count; i++) {
      programs.add(generator.generate(seeds.bits()));
    }
  }

  /// Runs a command.
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    if (arguments.length != 5) {
      out.println("usage: oracle deal|compare KERNEL SEED COUNT FILE");
      System.exit(2);
    }
    String[] version = arguments[1].split("[.]", -1);
    Oracle oracle =
        new Oracle(
            new KernelVersion(Integer.parseInt(version[0]), Integer.parseInt(version[1])),
            Long.parseLong(arguments[2]),
            Integer.parseInt(arguments[3]));
    Path file = Path.of(arguments[4]);
    switch (arguments[0]) {
      case "deal" -> oracle.deal(file);
      case "compare" -> System.exit(oracle.compare(file, out) ? 0 : 1);
      default -> throw new IllegalArgumentException("no command " + arguments[0]);
    }
  }

  private void deal(Path file) throws IOException {
    Deck deck = new Deck(palette);
    List<String> lines = new ArrayList<>(deck.head());
    for (int i = 0; i < programs.size(); i++) {
      lines.add(deck.line(i, programs.get(i)));
    }
    Files.write(file, lines);
  }

  private boolean compare(Path file, PrintStream out) throws IOException {
    ModelJudge model = new ModelJudge(palette, kernel);
    Map<Agreement, Integer> counts = new EnumMap<>(Agreement.class);
    Map<String, List<String>> causes = new TreeMap<>();
    int unasked = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      Optional<Deck.Answer> answer = Deck.Answer.read(line);
      if (answer.isEmpty()) {
        continue;
      }
      Optional<KernelVerdict> verdict = answer.get().verdict();
      if (verdict.isEmpty()) {
        unasked++;
        continue;
      }
      FuzzProgram program = programs.get(answer.get().number());
      Opinion opinion = model.apply(program);
      Agreement agreement = Agreement.of(verdict.get(), opinion);
      counts.merge(agreement, 1, Integer::sum);
      if (agreement.isDisagreement()) {
        causes
            .computeIfAbsent(cause(agreement, verdict.get(), opinion), _ -> new ArrayList<>())
            .add("%x".formatted(program.seed()));
      }
    }
    report(out, counts, causes, unasked);
    return causes.isEmpty();
  }

  private static String cause(Agreement agreement, KernelVerdict verdict, Opinion opinion) {
    String kernel =
        verdict.accepted() ? "accepts" : "errno " + verdict.errno() + " " + verdict.message();
    return "%s | kernel %s | model %s %s"
        .formatted(
            agreement.title(),
            kernel.replaceAll("\\d+", "N"),
            opinion.code(),
            opinion.message().replaceAll("\\d+", "N"));
  }

  private void report(
      PrintStream out,
      Map<Agreement, Integer> counts,
      Map<String, List<String>> causes,
      int unasked) {
    int judged = 0;
    int differing = 0;
    for (Map.Entry<Agreement, Integer> entry : counts.entrySet()) {
      out.printf(Locale.ROOT, "%-16s %6d%n", entry.getKey().title(), entry.getValue());
      judged += entry.getKey() == Agreement.KERNEL_FAULT ? 0 : entry.getValue();
      differing += entry.getKey().isDisagreement() ? entry.getValue() : 0;
    }
    out.printf(Locale.ROOT, "%-16s %6d%n", "not asked", unasked);
    causes.entrySet().stream()
        .sorted((a, b) -> b.getValue().size() - a.getValue().size())
        .forEach(entry ->
            out.printf(
                Locale.ROOT,
                "%5d %s | seeds %s%n",
                entry.getValue().size(),
                entry.getKey(),
                entry.getValue().subList(0, Math.min(EXAMPLES, entry.getValue().size()))));
    double share = judged == 0 ? 1 : (double) (judged - differing) / judged;
    out.printf(Locale.ROOT, "kernel %s: agreement %.3f%%%n", kernel, share * 100);
  }
}
