// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit.agree;

import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.Program;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderException;
import dev.weir.loader.program.LoadedProgram;
import dev.weir.loader.program.VerifierStatistics;
import dev.weir.testkit.agree.Compared.Standing;
import dev.weir.verifier.Cost;
import dev.weir.verifier.Finding;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.image.KernelTypes;
import dev.weir.verifier.model.KernelModel;
import dev.weir.verifier.report.Unmodelled;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks the running kernel and the model for their verdicts on every program of objects, each
/// program alone.
///
/// Needs root, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON.
public final class Agreement {
  private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");

  private final KernelModel kernel;
  private final KernelTypes types;

  /// A comparison with the running kernel.
  ///
  /// @param kernel the model of the running kernel
  /// @throws IOException when the kernel's types cannot be read
  public Agreement(KernelModel kernel) throws IOException {
    this.kernel = kernel;
    this.types = KernelTypes.fromFile(KERNEL_TYPES);
  }

  /// Compares all programs of object files and prints a line for each, then the sum.
  ///
  /// @return the table
  public AgreementTable compare(List<Path> files, PrintStream out) {
    List<Compared> rows = new ArrayList<>();
    for (Path file : files) {
      for (Compared row : compare(file)) {
        rows.add(row);
        out.println(row.line());
      }
    }
    AgreementTable table = new AgreementTable(rows);
    out.print(table.summary());
    return table;
  }

  /// Compares all programs of an object file.
  @SuppressWarnings("IllegalCatch") // a file that is no object is a row, not the end of the table
  public List<Compared> compare(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return compare(ObjectReader.read(name, Files.readAllBytes(file)));
    } catch (IOException | RuntimeException e) {
      return List.of(unread(name, String.valueOf(e.getMessage())));
    }
  }

  private static Compared unread(String name, String why) {
    return new Compared(name, "-", Standing.NOT_JUDGED, firstLine(why), "", 0, 0, 0, 0);
  }

  /// Compares all programs of an object.
  public List<Compared> compare(BpfObject object) {
    ImageBuilder images = ImageBuilder.of(object, kernel, types);
    List<Compared> rows = new ArrayList<>();
    for (Program program : object.programs()) {
      rows.add(compare(object, program, images));
    }
    return rows;
  }

  private record KernelSide(
      boolean judged, boolean accepted, String message, Optional<VerifierStatistics> cost) {}

  private Compared compare(BpfObject object, Program program, ImageBuilder images) {
    KernelSide theirs = load(object, program.name());
    if (!theirs.judged()) {
      return new Compared(
          object.name(),
          program.name(),
          Standing.NOT_JUDGED,
          firstLine(theirs.message()),
          "",
          0,
          0,
          0,
          0);
    }
    long start = System.nanoTime();
    Verdict ours = verify(program, images);
    long micros = (System.nanoTime() - start) / 1000;
    return new Compared(
        object.name(),
        program.name(),
        standing(theirs.accepted(), ours),
        firstLine(theirs.message()),
        message(ours),
        theirs.cost().map(VerifierStatistics::processedInsns).orElse(0),
        ours.cost().instructions(),
        theirs.cost().map(VerifierStatistics::timeMicros).orElse(0),
        micros);
  }

  private static Standing standing(boolean accepted, Verdict ours) {
    return switch (ours.outcome()) {
      case UNKNOWN -> Standing.UNKNOWN;
      case ACCEPT -> accepted ? Standing.BOTH_ACCEPT : Standing.FALSE_ACCEPT;
      case REJECT -> accepted ? Standing.FALSE_REJECT : Standing.BOTH_REJECT;
    };
  }

  private Verdict verify(Program program, ImageBuilder images) {
    try {
      return Verifier.verify(images.build(program), kernel, VerifyOptions.DEFAULT);
    } catch (LinkException e) {
      return unlinked(program, e.message());
    } catch (Unmodelled e) {
      return unlinked(program, String.valueOf(e.getMessage()));
    }
  }

  private Verdict unlinked(Program program, String reason) {
    return new Verdict(
        program.name(),
        Optional.empty(),
        kernel,
        Verdict.Outcome.UNKNOWN,
        "not linked: " + reason,
        Optional.empty(),
        Cost.NONE,
        0);
  }

  private static String message(Verdict verdict) {
    return verdict.finding().map(Agreement::message).orElse(firstLine(verdict.reason()));
  }

  private static String message(Finding finding) {
    return "%s at %d: %s %s"
        .formatted(finding.rule().code(), finding.slot(), finding.message(), finding.evidence());
  }

  private static KernelSide load(BpfObject object, String program) {
    LoadOptions options = LoadOptions.defaults().only(program).withStatistics();
    try (LoadedObject loaded = Loader.load(object, options)) {
      return new KernelSide(
          true,
          true,
          "",
          loaded.programs().stream().findFirst().flatMap(LoadedProgram::statistics));
    } catch (BpfException e) {
      boolean judged = e.log().contains("processed ") || !e.log().isBlank();
      return new KernelSide(
          judged,
          false,
          judged ? lastWords(e.log()) : String.valueOf(e.getMessage()),
          VerifierStatistics.parse(e.log()));
    } catch (LoaderException e) {
      return new KernelSide(false, false, String.valueOf(e.getMessage()), Optional.empty());
    }
  }

  /// The last line of a log before its statistics, which says what is wrong.
  private static String lastWords(String log) {
    String last = "";
    for (String line : log.lines().toList()) {
      if (line.startsWith("processed ")) {
        break;
      }
      if (!line.isBlank()
          && !line.startsWith("verification time")
          && !line.startsWith("stack depth")) {
        last = line;
      }
    }
    return last;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
