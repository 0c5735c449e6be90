// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.jdk.Jdk;
import dev.weir.maven.jdk.JdkSearch;
import dev.weir.maven.jdk.StartupCache;
import dev.weir.maven.jdk.WorkerJvm;
import dev.weir.maven.jdk.WorkerPool;
import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.Worker;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.SessionData;
import org.jspecify.annotations.Nullable;

/// What the goals share: the project, and a worker on a JDK that the compiler runs on.
abstract class WeirMojo extends AbstractMojo {
  /// Libraries of the half that Maven loads; the worker has no use for them.
  private static final Set<String> NOT_FOR_WORKERS =
      Set.of("org.codehaus.plexus", "org.sonatype.plexus", "javax.inject", "org.slf4j");

  private final ToolchainManager toolchains;

  /** The project that is built. */
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  private @Nullable MavenProject project;

  /** The session. */
  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  private @Nullable MavenSession session;

  /** This plugin. */
  @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
  private @Nullable PluginDescriptor plugin;

  /** Folder in which the plugin remembers what it did. */
  @Parameter(defaultValue = "${project.build.directory}/weir", readonly = true, required = true)
  private File workDirectory = new File("");

  /** Whether to do nothing at all. */
  @Parameter(property = "weir.skip", defaultValue = "false")
  private boolean skipAll;

  /**
   * Folder of a JDK 25 or newer that the compiler runs on. Without it, the compiler runs on Maven's
   * own JDK when that is 25 or newer, else on a JDK of the build's toolchains, of the environment
   * (JAVA_HOME, JAVA_HOME_25_X64 and their like), or of the usual folders of this machine.
   */
  @Parameter(property = "weir.jdk")
  private @Nullable File jdk;

  /**
   * Whether the compiler runs in a JVM of its own: "auto" (only when Maven's is too old), "always"
   * or "never".
   */
  @Parameter(property = "weir.fork", defaultValue = "auto")
  private String fork = "auto";

  /** More arguments for the compiler's own JVM, such as -Xmx2g. */
  @Parameter(property = "weir.jvmArguments")
  private List<String> jvmArguments = List.of();

  /**
   * Whether the compiler's own JVM keeps a startup cache, in the folder .cache/weir of the local
   * repository.
   */
  @Parameter(property = "weir.startupCache", defaultValue = "true")
  private boolean startupCache;

  /** How many objects are worked on at a time; 0 for as many as there are processors. */
  @Parameter(property = "weir.threads", defaultValue = "0")
  private int threads;

  WeirMojo(ToolchainManager toolchains) {
    this.toolchains = toolchains;
  }

  /// Whether the goal, or all goals, are to be left out.
  boolean skipped(boolean thisGoal) {
    if (skipAll || thisGoal) {
      getLog().info("Skipped, as configured");
    }
    return skipAll || thisGoal;
  }

  MavenProject project() {
    return Objects.requireNonNull(project);
  }

  /// The project's folder.
  Path basedir() {
    return project().getBasedir().toPath().toAbsolutePath().normalize();
  }

  /// A file in which the plugin remembers something about an output folder.
  Path stateFile(File outputDirectory, String kind) {
    String place = SourceScan.relative(basedir(), outputDirectory.toPath());
    return workDirectory.toPath().resolve(Sha256.of(place).substring(0, 8) + "." + kind);
  }

  String version() {
    return Objects.requireNonNull(plugin).getVersion();
  }

  int threads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /// What identifies the compiler: its version, and its jars, since a snapshot changes without.
  String compilerIdentity() {
    StringBuilder identity = new StringBuilder(version());
    for (Path entry : workerClassPath()) {
      File file = entry.toFile();
      identity.append('|').append(file.getName()).append(' ').append(file.length());
      identity.append(' ').append(file.lastModified());
    }
    return identity.toString();
  }

  /// A worker.
  Worker worker() throws MojoExecutionException {
    boolean here = Jdk.current().isNewEnough() && jdk == null;
    switch (fork) {
      case "never":
        if (!Jdk.current().isNewEnough()) {
          throw new MojoExecutionException(
              "weir.fork is \"never\", and Maven runs on "
                  + Jdk.current()
                  + ": the compiler needs JDK "
                  + Jdk.NEEDED);
        }
        return local();
      case "auto":
        return here ? local() : forked(here);
      case "always":
        return forked(here);
      default:
        throw new MojoExecutionException(
            "weir.fork is \"" + fork + "\"; it can be auto, always or never");
    }
  }

  private static Worker local() throws MojoExecutionException {
    try {
      return (Worker) Class.forName(Worker.LOCAL).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new MojoExecutionException("the plugin's jar is incomplete", e);
    }
  }

  private Worker forked(boolean here) throws MojoExecutionException {
    Jdk chosen = here ? Jdk.current() : findJdk();
    List<Path> classPath = workerClassPath();
    Optional<StartupCache> cache =
        startupCache ? StartupCache.of(cacheFolder(), chosen, classPath) : Optional.empty();
    return pool().worker(new WorkerJvm(chosen, classPath, jvmArguments, cache));
  }

  /// The pool of the session.
  private WorkerPool pool() {
    SessionData data = Objects.requireNonNull(session).getRepositorySession().getData();
    data.set(WorkerPool.class, null, new WorkerPool());
    return (WorkerPool) Objects.requireNonNull(data.get(WorkerPool.class));
  }

  private Path cacheFolder() {
    return Path.of(Objects.requireNonNull(session).getLocalRepository().getBasedir())
        .resolve(".cache")
        .resolve("weir");
  }

  private Jdk findJdk() throws MojoExecutionException {
    if (jdk != null) {
      return configured(jdk.toPath());
    }
    JdkSearch search = JdkSearch.ofMachine();
    return toolchain()
        .or(search::find)
        .orElseThrow(() ->
            new MojoExecutionException(
                "The Weir compiler needs JDK "
                    + Jdk.NEEDED
                    + " or newer, Maven runs on "
                    + Jdk.current()
                    + ", and no other was found (toolchains, "
                    + search.places()
                    + "). Install Eclipse Temurin "
                    + Jdk.NEEDED
                    + ", or name a JDK with -Dweir.jdk=FOLDER or in ~/.m2/toolchains.xml"));
  }

  private static Jdk configured(Path home) throws MojoExecutionException {
    Jdk found =
        Jdk.at(home)
            .orElseThrow(() ->
                new MojoExecutionException(
                    "weir.jdk is " + home + ", which holds no JDK (a folder with bin/java)"));
    if (!found.isNewEnough()) {
      throw new MojoExecutionException(
          "weir.jdk is " + found + "; the compiler needs " + Jdk.NEEDED + " or newer");
    }
    return found;
  }

  /// The JDK that maven-toolchains-plugin selected for this build, or another one of
  /// toolchains.xml.
  private Optional<Jdk> toolchain() {
    MavenSession current = Objects.requireNonNull(session);
    Optional<Jdk> selected =
        Optional.ofNullable(toolchains.getToolchainFromBuildContext("jdk", current))
            .flatMap(WeirMojo::jdkOf)
            .filter(Jdk::isNewEnough);
    return selected.or(() ->
        toolchains.getToolchains(current, "jdk", Map.of()).stream()
            .flatMap(toolchain -> jdkOf(toolchain).stream())
            .filter(Jdk::isNewEnough)
            .findFirst());
  }

  private static Optional<Jdk> jdkOf(Toolchain toolchain) {
    return Optional.ofNullable(toolchain.findTool("java"))
        .map(java -> Path.of(java).getParent())
        .map(Path::getParent)
        .flatMap(Jdk::at);
  }

  private List<Path> workerClassPath() {
    return Objects.requireNonNull(plugin).getArtifacts().stream()
        .filter(artifact -> !NOT_FOR_WORKERS.contains(artifact.getGroupId()))
        .map(Artifact::getFile)
        .map(File::toPath)
        .toList();
  }
}
