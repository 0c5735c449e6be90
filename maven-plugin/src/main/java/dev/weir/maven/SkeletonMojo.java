// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.Message;
import dev.weir.maven.task.ObjectInfo;
import dev.weir.maven.task.SkeletonTask;
import dev.weir.maven.task.SkeletonTask.Subject;
import dev.weir.maven.task.WorkerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.inject.Inject;
import org.apache.maven.model.Resource;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.build.BuildContext;
import org.jspecify.annotations.Nullable;

/**
 * Generates a typed Java class for each object, with its programs, maps and constants: for the
 * sources of the module, which are compiled for it, and for objects from elsewhere. Generated
 * classes need weir-runtime-loader as a dependency of the module.
 */
@Mojo(name = "skeleton", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class SkeletonMojo extends SourceMojo {
  /**
   * The package of generated classes. A source in a folder below the source folder adds the
   * folder's name: net/lb.weir becomes PACKAGE.net.Lb.
   */
  @Parameter(property = "weir.skeleton.package", defaultValue = "${project.groupId}")
  private String packageName = "";

  /** Objects from elsewhere to generate classes for as well, clang's among them. */
  @Parameter private List<File> objects = List.of();

  /** Names for classes, by object file name without its ending; other ones follow the object. */
  @Parameter private Map<String, String> classNames = Map.of();

  /**
   * For objects that do not say it, by map: the structure that programs write into a ring buffer.
   */
  @Parameter private Map<String, String> records = Map.of();

  /** Where generated sources go; a source root of the module. */
  @Parameter(
      property = "weir.skeleton.sources",
      defaultValue = "${project.build.directory}/generated-sources/weir")
  private File generatedSources = new File("");

  /** Where the copies of objects from elsewhere go; a resource folder of the module. */
  @Parameter(
      property = "weir.skeleton.resources",
      defaultValue = "${project.build.directory}/generated-resources/weir")
  private File generatedResources = new File("");

  /** Whether to generate nothing. */
  @Parameter(property = "weir.skeleton.skip", defaultValue = "false")
  private boolean skip;

  @Inject
  SkeletonMojo(ToolchainManager toolchains, BuildContext context) {
    super(toolchains, context);
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skipped(skip)) {
      return;
    }
    List<Subject> subjects = new ArrayList<>();
    for (ObjectInfo object : compileSources(false)) {
      subjects.add(own(object));
    }
    objects.forEach(object -> subjects.add(foreign(object)));
    if (subjects.isEmpty()) {
      getLog().info("No objects to generate classes for");
      return;
    }
    generate(new SkeletonTask(basedir().toString(), subjects, new TreeMap<>(records)));
    project().addCompileSourceRoot(generatedSources.getAbsolutePath());
    if (!objects.isEmpty()) {
      Resource resource = new Resource();
      resource.setDirectory(generatedResources.getAbsolutePath());
      project().addResource(resource);
    }
  }

  /// An object of this module: it will be found where it is put.
  private Subject own(ObjectInfo object) {
    int slash = object.file().lastIndexOf('/');
    String folder = slash < 0 ? "" : "." + object.file().substring(0, slash).replace('/', '.');
    String file = object.file().substring(slash + 1);
    Path path = outputDirectory().toPath().resolve(object.file());
    return new Subject(
        SourceScan.relative(basedir(), path),
        packageName + folder,
        className(file),
        "/" + resourceFolder() + object.file());
  }

  private Subject foreign(File object) {
    return new Subject(
        SourceScan.relative(basedir(), object.toPath()),
        packageName,
        className(object.getName()),
        "");
  }

  private String className(String file) {
    @Nullable String name = classNames.get(file.replaceFirst("(\\.bpf)?\\.o$", ""));
    return name == null ? "" : name;
  }

  private void generate(SkeletonTask task) throws MojoExecutionException, MojoFailureException {
    GeneratedFiles files =
        new GeneratedFiles(
            stateFile(outputDirectory(), "skeletons"),
            generatedSources.toPath(),
            generatedResources.toPath());
    StringBuilder fingerprint = new StringBuilder(compilerIdentity()).append(task);
    for (Subject subject : task.objects()) {
      fingerprint.append(Sha256.of(basedir().resolve(subject.path())));
    }
    try {
      if (files.areFresh(Sha256.of(fingerprint.toString()))) {
        getLog().info("Nothing to generate: all classes are up to date");
        return;
      }
      SkeletonTask.Result result = worker().run(task);
      reports().tell(result.messages());
      if (result.messages().stream().anyMatch(Message::error)) {
        throw new MojoFailureException("a class cannot be generated, see above");
      }
      files.write(result.files(), Sha256.of(fingerprint.toString()));
      getLog().info("Generated " + Reports.count(result.files().size(), "file"));
    } catch (WorkerException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("cannot read or write: " + e, e);
    }
  }
}
