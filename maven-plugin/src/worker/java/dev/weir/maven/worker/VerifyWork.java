// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.link.LinkException;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
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
import dev.weir.verifier.explain.Rejections;
import dev.weir.verifier.image.ImageBuilder;
import dev.weir.verifier.model.KernelModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Asks the model of the kernel's verifier about objects.
final class VerifyWork {
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
      Diagnostics diagnostics = new Diagnostics();
      Optional<BpfObject> object = ObjectInput.read(basedir, subject.path(), diagnostics);
      return object.isPresent()
          ? judge(subject, object.get())
          : new Judged(
              subject.path(), Messages.of(diagnostics.problems()), List.of(), 0, List.of());
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
    return judge(subject, placed(object, sources), sources);
  }

  /// The object with the lines of a listing as the places of its instructions; other ones know
  /// where theirs are from.
  private static BpfObject placed(BpfObject object, List<SourceFile> sources) {
    return sources.stream()
        .filter(source -> source.name().endsWith(CompileWork.LISTING))
        .findFirst()
        .map(source -> ListingReader.readPlaced(source, new Diagnostics()))
        .orElse(object);
  }

  private Judged judge(Subject subject, BpfObject object, List<SourceFile> sources) {
    List<KernelVersion> kernels = kernels(subject);
    List<Verdict> verdicts = verdicts(object, kernels);
    List<Message> rejected = told(verdicts, Outcome.REJECT, sources);
    List<Message> unjudged = told(verdicts, Outcome.UNKNOWN, sources);
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

  private static List<Verdict> verdicts(BpfObject object, List<KernelVersion> kernels) {
    List<Verdict> verdicts = new ArrayList<>();
    for (KernelVersion version : kernels) {
      KernelModel kernel = KernelModel.of(version);
      ImageBuilder images = ImageBuilder.of(object, kernel);
      object.programs().forEach(program -> verdicts.add(verdict(program, images, kernel)));
    }
    return verdicts;
  }

  private static List<Message> told(
      List<Verdict> verdicts, Outcome outcome, List<SourceFile> sources) {
    List<Verdict> such = verdicts.stream().filter(v -> v.outcome() == outcome).toList();
    return Messages.of(Rejections.of(such, sources));
  }

  private static Verdict verdict(Program program, ImageBuilder images, KernelModel kernel) {
    try {
      return Verifier.verify(images.build(program), kernel, VerifyOptions.DEFAULT);
    } catch (LinkException e) {
      return Verdict.unlinked(program.name(), kernel, e);
    }
  }
}
