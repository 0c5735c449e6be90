// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.host.Capabilities;
import dev.weir.loader.sys.Syscalls;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The entry point of `bench/verify`: how long the model takes to verify a program, beside the
/// running kernel.
///
/// Exit codes: 0, 1 when a verdict differs or something failed, 2 for a wrong command line.
public final class VerifyBench {
  private static final String USAGE =
      """
      usage: bench/verify [OPTION...] [OBJECT...]
      Verifies programs in turns with the model and with the running kernel. Without OBJECT: the samples,
      and the large programs in bench/src/main/c/verify.

        --markdown FILE   write the table as markdown, too
        --rounds N        rounds of measurement (default: 15)
        --warm-up MS      milliseconds of verifying each program before (default: 3000)
      """;

  private VerifyBench() {}

  /// What the user wants.
  private record Wanted(Optional<Path> markdown, int rounds, int warmUpMs, List<Path> objects) {
    static Wanted parse(List<String> arguments) {
      Optional<Path> markdown = Optional.empty();
      int rounds = 15;
      int warmUp = 3000;
      List<Path> objects = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        String argument = arguments.get(i);
        boolean last = i + 1 == arguments.size();
        if (argument.startsWith("--") && last) {
          throw new IllegalArgumentException(argument + " needs a value");
        }
        switch (argument) {
          case "--markdown" -> markdown = Optional.of(Path.of(arguments.get(++i)));
          case "--rounds" -> rounds = Integer.parseInt(arguments.get(++i));
          case "--warm-up" -> warmUp = Integer.parseInt(arguments.get(++i));
          default -> {
            if (argument.startsWith("-")) {
              throw new IllegalArgumentException("unknown option " + argument);
            }
            objects.add(Path.of(argument));
          }
        }
      }
      return new Wanted(markdown, rounds, warmUp, objects);
    }
  }

  /// Runs the comparison; the system property `weir.root` is the checkout's top folder.
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  private static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    Wanted wanted;
    try {
      wanted = Wanted.parse(arguments);
    } catch (IllegalArgumentException e) {
      err.println("bench/verify: " + e.getMessage() + "; --help shows what there is");
      return 2;
    }
    if (Syscalls.unavailable().isPresent() || !Capabilities.current().networkPrograms()) {
      err.println("bench/verify: needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (run as root)");
      return 1;
    }
    try {
      VerificationReport report = measure(wanted, err);
      out.print(report.text());
      if (wanted.markdown().isPresent()) {
        Files.writeString(wanted.markdown().get(), report.markdown());
      }
      return report.agree() ? 0 : 1;
    } catch (IOException | LoaderException e) {
      err.println("bench/verify: " + e.getMessage());
      return 1;
    }
  }

  private static VerificationReport measure(Wanted wanted, PrintStream progress)
      throws IOException {
    List<VerificationTimes.Row> rows = new ArrayList<>();
    for (BpfObject object : objects(wanted, progress)) {
      for (Program program : object.programs()) {
        progress.println("verifying " + object.name() + " " + program.name());
        rows.add(VerificationTimes.measure(object, program, wanted.rounds(), wanted.warmUpMs()));
      }
    }
    return new VerificationReport(rows, wanted.rounds());
  }

  private static List<BpfObject> objects(Wanted wanted, PrintStream progress) throws IOException {
    List<BpfObject> objects = new ArrayList<>();
    for (Path file : wanted.objects()) {
      objects.add(ObjectReader.read(file.getFileName().toString(), Files.readAllBytes(file)));
    }
    if (!objects.isEmpty()) {
      return objects;
    }
    Path root = Path.of(System.getProperty("weir.root", "")).toAbsolutePath();
    for (Sample sample : Sample.of(root)) {
      objects.add(Pair.weir(sample.weirSource()));
    }
    Optional<Clang> clang = Clang.find();
    if (clang.isEmpty()) {
      progress.println("no clang that compiles for eBPF: the large programs are left out");
      return objects;
    }
    for (Path source : large(root)) {
      String name = source.getFileName().toString().replace(".bpf.c", "");
      objects.add(ObjectReader.read(name, clang.get().compile(source)));
    }
    return objects;
  }

  private static List<Path> large(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("bench/src/main/c/verify"))) {
      return files.filter(file -> file.toString().endsWith(".bpf.c")).sorted().toList();
    }
  }
}
