// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.bytecode.object.Program;
import dev.weir.maven.task.Message;
import dev.weir.maven.task.VerifyTask;
import dev.weir.maven.task.VerifyTask.Judged;
import dev.weir.maven.task.VerifyTask.Subject;
import dev.weir.maven.task.WorkerException;
import dev.weir.verifier.Verdict;
import dev.weir.verifier.Verdict.Outcome;
import dev.weir.verifier.Verifier;
import dev.weir.verifier.VerifyOptions;
import dev.weir.verifier.explain.Reporter;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/// Asks the model of the kernel's verifier about objects.
final class VerifyWork {
  private static final String BAD_OBJECT = "W0004";
  private static final String NOT_JUDGED = "W0010";

  private final Path basedir;
  private final List<KernelVersion> asked;

  private VerifyWork(VerifyTask task) throws WorkerException {
    this.basedir = Path.of(task.basedir());
    this.asked = Kernels.targets("weir.kernels", task.kernels());
  }

  /// The verdicts on each object.
  static VerifyTask.Result run(VerifyTask task)
      throws WorkerException, IOException, InterruptedException, ExecutionException {
    VerifyWork work = new VerifyWork(task);
    return new VerifyTask.Result(Crew.map(task.objects(), task.threads(), work::judge));
  }

  private Judged judge(Subject subject) {
    try {
      Path path = basedir.resolve(subject.path());
      BpfObject object = ObjectReader.read(path.getFileName().toString(), Files.readAllBytes(path));
      return judge(subject, object);
    } catch (ElfFormatException | ObjectFormatException e) {
      Problem problem =
          Problem.error(
              BAD_OBJECT, "`" + subject.path() + "` is no valid BPF object: " + e.getMessage());
      return new Judged(subject.path(), List.of(Messages.of(problem)), List.of(), 0, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Judged judge(Subject subject, BpfObject object) throws IOException {
    List<SourceFile> sources = new ArrayList<>();
    Inputs inputs = new Inputs(basedir, List.of());
    for (String source : subject.sources()) {
      sources.add(inputs.source(basedir.resolve(source)));
    }
    List<KernelVersion> kernels = kernels(subject);
    List<Message> rejected = new ArrayList<>();
    List<Message> unjudged = new ArrayList<>();
    Map<Program, List<Verdict>> verdicts = verdicts(object, kernels);
    verdicts.forEach((_, all) -> {
      told(all, Outcome.REJECT, sources).ifPresent(p -> rejected.add(Messages.of(p)));
      told(all, Outcome.UNKNOWN, sources).ifPresent(p -> unjudged.add(Messages.of(p)));
    });
    return new Judged(
        subject.path(),
        rejected,
        unjudged,
        object.programs().size(),
        kernels.stream().map(KernelVersion::toString).toList());
  }

  /// The kernels to ask about: none that the object is not for.
  private List<KernelVersion> kernels(Subject subject) {
    KernelVersion oldest = KernelVersion.parse(subject.target());
    return asked.stream().filter(kernel -> kernel.atLeast(oldest)).toList();
  }

  private static Map<Program, List<Verdict>> verdicts(
      BpfObject object, List<KernelVersion> kernels) {
    Map<Program, List<Verdict>> verdicts = new LinkedHashMap<>();
    for (KernelVersion version : kernels) {
      KernelModel kernel = KernelModel.of(version);
      ImageBuilder images = ImageBuilder.of(object, kernel);
      for (Program program : object.programs()) {
        verdicts
            .computeIfAbsent(program, _ -> new ArrayList<>())
            .add(verdict(program, images, kernel));
      }
    }
    return verdicts;
  }

  private static Verdict verdict(Program program, ImageBuilder images, KernelModel kernel) {
    try {
      return Verifier.verify(images.build(program), kernel, VerifyOptions.DEFAULT);
    } catch (LinkException e) {
      return Verdict.unlinked(program.name(), kernel, e);
    }
  }

  /// What to say of the verdicts of one kind on a program: the oldest kernel's in full, the others
  /// by name.
  private static Optional<Problem> told(
      List<Verdict> all, Outcome outcome, List<SourceFile> sources) {
    List<Verdict> such = all.stream().filter(v -> v.outcome() == outcome).toList();
    if (such.isEmpty()) {
      return Optional.empty();
    }
    Verdict first = such.getFirst();
    Problem problem =
        Reporter.of(first).map(report -> report.problem(sources)).orElseGet(() -> unjudged(first));
    return Optional.of(
        such.size() == 1
            ? problem
            : problem.help(
                "the same holds for Linux "
                    + such.stream()
                        .skip(1)
                        .map(v -> v.kernel().version().toString())
                        .collect(Collectors.joining(", "))));
  }

  private static Problem unjudged(Verdict verdict) {
    return Problem.error(
        NOT_JUDGED,
        "program `"
            + verdict.program()
            + "` on Linux "
            + verdict.kernel().version()
            + " cannot be judged: "
            + verdict.reason());
  }
}
