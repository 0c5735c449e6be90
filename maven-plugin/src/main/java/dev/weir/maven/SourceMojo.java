// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.task.CompileTask;
import dev.weir.maven.task.ObjectInfo;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.build.BuildContext;

/// What the goals share that need the sources compiled.
abstract class SourceMojo extends WeirMojo {
  private final BuildContext context;

  /** Folders with sources (.weir) and listings (.bpfasm); modules are looked for there as well. */
  @Parameter private List<File> sourceDirectories = List.of();

  /** The folder with sources, when it is one. */
  @Parameter(property = "weir.sourceDirectory", defaultValue = "${project.basedir}/src/main/weir")
  private File sourceDirectory = new File("");

  /** Which files of these folders are compiled. */
  @Parameter private List<String> includes = List.of("**/*.weir", "**/*.bpfasm");

  /** Which files of these folders are not compiled; they can be used as modules all the same. */
  @Parameter private List<String> excludes = List.of();

  /** Where objects and manifest go. */
  @Parameter(
      property = "weir.outputDirectory",
      defaultValue = "${project.build.outputDirectory}/META-INF/weir")
  private File outputDirectory = new File("");

  /** The oldest kernel that the programs must load on: 6.1, 6.6, 6.12, 6.18 or 7.3. */
  @Parameter(property = "weir.target", defaultValue = "6.1")
  private String target = "6.1";

  /**
   * What sections of tc programs are called: "libbpf" (tcx/ingress), or "classifier", which tools
   * without tcx take.
   */
  @Parameter(property = "weir.sectionStyle", defaultValue = "libbpf")
  private String sectionStyle = "libbpf";

  /** Whether warnings fail the build. */
  @Parameter(property = "weir.failOnWarning", defaultValue = "false")
  private boolean failOnWarning;

  /** Whether to compile everything, changed or not. */
  @Parameter(property = "weir.force", defaultValue = "false")
  private boolean force;

  SourceMojo(ToolchainManager toolchains, BuildContext context) {
    super(toolchains);
    this.context = context;
  }

  /// Where the objects go.
  File outputDirectory() {
    return outputDirectory;
  }

  /// The folder of the objects as the class path has it, with a slash at its end.
  String resourceFolder() {
    Path classes = Path.of(project().getBuild().getOutputDirectory());
    return SourceScan.relative(classes, outputDirectory.toPath()) + "/";
  }

  /// Where to tell messages.
  Reports reports() {
    return new Reports(getLog(), context, basedir());
  }

  /// Compiles what changed.
  ///
  /// @param withClasses whether to compile the module's classes too, which javac has written
  /// @return all objects
  List<ObjectInfo> compileSources(boolean withClasses)
      throws MojoExecutionException, MojoFailureException {
    Path basedir = basedir();
    List<File> folders = sourceDirectories.isEmpty() ? List.of(sourceDirectory) : sourceDirectories;
    List<CompileTask.Source> sources = SourceScan.sources(basedir, folders, includes, excludes);
    File classes = new File(project().getBuild().getOutputDirectory());
    CompileTask all =
        new CompileTask(
            basedir.toString(),
            folders.stream().map(File::getAbsolutePath).toList(),
            classPath(),
            List.copyOf(project().getCompileSourceRoots()),
            withClasses ? SourceScan.withClasses(sources, basedir, classes) : sources,
            outputDirectory.getAbsolutePath(),
            target,
            sectionStyle,
            threads());
    ObjectBuild build =
        new ObjectBuild(
            all,
            withClasses,
            stateFile(outputDirectory, "state"),
            version(),
            compilerIdentity(),
            reports());
    int warnings = build.run(this::worker, force);
    if (failOnWarning && warnings > 0) {
      throw new MojoFailureException(
          Reports.count(warnings, "warning") + " in sources, and weir.failOnWarning is set");
    }
    context.refresh(outputDirectory);
    return build.objects();
  }

  /// Where classes are that the module's own use: its own and those of its dependencies.
  private List<String> classPath() {
    List<String> entries = new ArrayList<>();
    entries.add(project().getBuild().getOutputDirectory());
    for (Artifact artifact : project().getArtifacts()) {
      File file = artifact.getFile();
      boolean compiled = !Artifact.SCOPE_TEST.equals(artifact.getScope());
      if (file != null && compiled) {
        entries.add(file.getAbsolutePath());
      }
    }
    return entries;
  }
}
