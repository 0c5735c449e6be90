// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.listing.ListingReader;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectWriter;
import dev.weir.bytecode.object.ObjectWriter.SectionStyle;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import dev.weir.compiler.CompilerBug;
import dev.weir.maven.task.CompileTask;
import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Message;
import dev.weir.maven.task.ObjectInfo;
import dev.weir.maven.task.WorkerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/// Compiles sources, each by itself.
final class CompileWork {
  /// The ending of listings.
  static final String LISTING = ".bpfasm";

  private final CompileTask task;
  private final KernelVersion target;
  private final Path basedir;
  private final ObjectFiles files;

  private CompileWork(CompileTask task) throws WorkerException {
    this.task = task;
    this.target = Kernels.target("weir.target", task.target());
    this.basedir = Path.of(task.basedir());
    this.files =
        new ObjectFiles(
            basedir.resolve(task.outputDirectory()),
            new ObjectWriter.Options(style(task.sectionStyle())),
            target.toString());
  }

  private static SectionStyle style(String text) throws WorkerException {
    return switch (text) {
      case "libbpf" -> SectionStyle.LIBBPF;
      case "classifier" -> SectionStyle.CLASSIFIER;
      default ->
          throw new WorkerException(
              "weir.sectionStyle is \"" + text + "\"; it can be libbpf or classifier");
    };
  }

  /// What came of each source.
  static CompileTask.Result run(CompileTask task)
      throws WorkerException, IOException, InterruptedException, ExecutionException {
    CompileWork work = new CompileWork(task);
    return new CompileTask.Result(Crew.map(task.sources(), task.threads(), work::compile));
  }

  private Compiled compile(CompileTask.Source source) {
    Path path = basedir.resolve(source.path());
    Inputs inputs = new Inputs(basedir, roots(path));
    Diagnostics diagnostics = new Diagnostics();
    List<Message> messages = new ArrayList<>();
    Optional<BpfObject> object = Optional.empty();
    try {
      object =
          CompileTask.Source.isClass(source.path())
              ? javaObject(path, inputs, diagnostics)
              : object(inputs.source(path), inputs, diagnostics);
      messages.addAll(Messages.of(diagnostics.problems()));
    } catch (CompilerBug bug) {
      messages.addAll(Messages.of(diagnostics.problems()));
      messages.add(Messages.of(bug, source.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean failed = messages.stream().anyMatch(Message::error);
    List<ObjectInfo> objects =
        object
            .filter(o -> !failed && !o.programs().isEmpty())
            .map(o -> files.write(o, source.object(), language(source)))
            .stream()
            .toList();
    return new Compiled(source.path(), messages, inputs.all(), objects);
  }

  private Optional<BpfObject> object(SourceFile text, Inputs inputs, Diagnostics diagnostics) {
    if (text.name().endsWith(LISTING)) {
      BpfObject object = ListingReader.read(text, diagnostics);
      return diagnostics.hasErrors() ? Optional.empty() : Optional.of(object);
    }
    return Compiler.compile(
        text, inputs, CompileOptions.defaults().withTarget(target), diagnostics);
  }

  private Optional<BpfObject> javaObject(Path path, Inputs inputs, Diagnostics diagnostics)
      throws IOException {
    List<Path> classPath = task.classPath().stream().map(basedir::resolve).toList();
    List<Path> sources = task.javaRoots().stream().map(basedir::resolve).toList();
    return MarkedClass.read(path, classPath, inputs)
        .flatMap(marked ->
            marked.compile(
                name -> inputs.source(name, sources),
                CompileOptions.defaults().withTarget(target),
                diagnostics));
  }

  /// Modules are looked for beside the source first, as `weir compile` does.
  private List<Path> roots(Path source) {
    List<Path> roots = new ArrayList<>();
    Path folder = source.toAbsolutePath().getParent();
    if (folder != null) {
      roots.add(folder);
    }
    task.roots().forEach(root -> roots.add(basedir.resolve(root)));
    return roots.stream().distinct().toList();
  }

  private static String language(CompileTask.Source source) {
    if (CompileTask.Source.isClass(source.path())) {
      return "java";
    }
    return source.path().endsWith(LISTING) ? "listing" : "weir";
  }
}
