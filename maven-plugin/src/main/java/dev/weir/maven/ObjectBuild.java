// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.state.BuildState;
import dev.weir.maven.state.Manifest;
import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.CompileTask;
import dev.weir.maven.task.CompileTask.Source;
import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Message;
import dev.weir.maven.task.ObjectInfo;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

/// Brings the objects of a module up to date: compiles what changed, removes what lost its source,
/// writes the manifest.
final class ObjectBuild {
  private final CompileTask all;
  private final boolean withClasses;
  private final Path basedir;
  private final Path output;
  private final Path stateFile;
  private final String version;
  private final Reports reports;
  private final BuildState state;
  private final BuildState before;

  /// @param all the task of compiling everything
  /// @param withClasses whether the task has the module's classes
  /// @param stateFile what earlier builds left
  /// @param compiler identifies the compiler
  ObjectBuild(
      CompileTask all,
      boolean withClasses,
      Path stateFile,
      String version,
      String compiler,
      Reports reports) {
    this.all = all;
    this.withClasses = withClasses;
    this.basedir = Path.of(all.basedir());
    this.output = Path.of(all.outputDirectory());
    this.stateFile = stateFile;
    this.version = version;
    this.reports = reports;
    String options =
        String.join("\n", compiler, all.target(), all.sectionStyle(), "" + all.roots());
    BuildState known = BuildState.read(stateFile, Sha256.of(options));
    this.state =
        withClasses
            ? known.withClassPath(Sha256.of(all.classPath() + "\n" + all.javaRoots()))
            : known;
    this.before = BuildState.read(stateFile).orElse(state);
  }

  /// Does it.
  ///
  /// @param workers asked for a worker when there is something to compile
  /// @return the number of warnings
  /// @throws MojoFailureException when a source has errors
  int run(Workers workers, boolean force) throws MojoExecutionException, MojoFailureException {
    List<Source> stale =
        all.sources().stream()
            .filter(s -> force || !state.isFresh(s.path(), basedir, output))
            .toList();
    try {
      if (!stale.isEmpty()) {
        compile(stale, workers.worker());
      } else if (!all.sources().isEmpty()) {
        reports.log().info("Nothing to compile: all objects are up to date");
      }
      retain();
      reports.tell(messages());
      state.write(stateFile);
      writeManifest();
    } catch (WorkerException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("cannot read or write: " + e, e);
    }
    List<Message> messages = messages();
    int errors = (int) messages.stream().filter(Message::error).count();
    if (errors > 0) {
      throw new MojoFailureException(Reports.count(errors, "error") + " in sources, see above");
    }
    return messages.size();
  }

  /// The objects of the task's sources, by name.
  List<ObjectInfo> objects() {
    Set<String> sources = paths();
    return state.units().values().stream()
        .filter(unit -> sources.contains(unit.source()))
        .flatMap(unit -> unit.objects().stream())
        .sorted(Comparator.comparing(ObjectInfo::file))
        .toList();
  }

  /// What is wrong with the task's sources, each once: classes share what they use.
  private List<Message> messages() {
    Set<String> sources = paths();
    return state.units().values().stream()
        .filter(unit -> sources.contains(unit.source()))
        .flatMap(unit -> unit.messages().stream())
        .distinct()
        .toList();
  }

  private Set<String> paths() {
    return all.sources().stream().map(Source::path).collect(Collectors.toSet());
  }

  private void compile(List<Source> stale, Worker worker) throws WorkerException {
    reports
        .log()
        .info(
            "Compiling "
                + Reports.count(stale.size(), "source")
                + " of "
                + all.sources().size()
                + " for Linux "
                + all.target()
                + " and newer, in "
                + worker.describe());
    stale.forEach(source -> reports.clear(source.path()));
    long start = System.nanoTime();
    for (Compiled unit : worker.run(all.only(stale)).units()) {
      state.units().put(unit.source(), unit);
    }
    reports.log().debug("Took " + (System.nanoTime() - start) / 1_000_000 + " ms");
  }

  /// Forgets sources that are gone, and removes objects that nothing is compiled to any more.
  private void retain() throws IOException {
    Set<String> sources = paths();
    state.units().keySet().removeIf(path -> isConcerned(path) && !sources.contains(path));
    Set<String> objects =
        state.objects().stream().map(ObjectInfo::file).collect(Collectors.toSet());
    for (ObjectInfo old : before.objects()) {
      if (!objects.contains(old.file())) {
        Files.deleteIfExists(output.resolve(old.file()));
      }
    }
  }

  /// Whether this build decides about a source. One without classes comes before javac: what it
  /// sees of them is that of the build before.
  private boolean isConcerned(String path) {
    return withClasses || !Source.isClass(path);
  }

  private void writeManifest() throws IOException {
    Path file = output.resolve(Manifest.FILE);
    List<Compiled> units = new ArrayList<>(state.units().values());
    if (state.objects().isEmpty()) {
      Files.deleteIfExists(file);
      return;
    }
    String text = Manifest.of(version, units);
    if (!Sha256.of(file).equals(Sha256.of(text))) {
      Files.createDirectories(output);
      Files.writeString(file, text);
    }
  }

  /// Where a worker comes from.
  @FunctionalInterface
  interface Workers {
    /// A worker.
    Worker worker() throws MojoExecutionException;
  }
}
