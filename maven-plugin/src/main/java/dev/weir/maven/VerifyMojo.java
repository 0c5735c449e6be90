// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.state.BuildState;
import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Input;
import dev.weir.maven.task.Message;
import dev.weir.maven.task.ObjectInfo;
import dev.weir.maven.task.VerifyTask;
import dev.weir.maven.task.VerifyTask.Judged;
import dev.weir.maven.task.VerifyTask.Subject;
import dev.weir.maven.task.WorkerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.build.BuildContext;

/**
 * Says whether kernels will load the programs, by a model of their verifiers: without root, on any
 * system. A program that one of them would reject fails the build, with the line to blame.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class VerifyMojo extends WeirMojo {
  private final BuildContext context;

  /** Where the objects are. */
  @Parameter(
      property = "weir.outputDirectory",
      defaultValue = "${project.build.outputDirectory}/META-INF/weir")
  private File outputDirectory = new File("");

  /** Objects from elsewhere to judge as well, clang's among them. */
  @Parameter private List<File> objects = List.of();

  /**
   * The kernels to judge for, such as 6.1,6.12. Without it, all that are modelled; an object is not
   * judged for kernels older than its target.
   */
  @Parameter(property = "weir.kernels")
  private List<String> kernels = List.of();

  /** Whether a program that the model cannot judge fails the build; else it is a warning. */
  @Parameter(property = "weir.failOnUnjudged", defaultValue = "false")
  private boolean failOnUnjudged;

  /** Whether to verify nothing. */
  @Parameter(property = "weir.verify.skip", defaultValue = "false")
  private boolean skip;

  @Inject
  VerifyMojo(ToolchainManager toolchains, BuildContext context) {
    super(toolchains);
    this.context = context;
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skipped(skip)) {
      return;
    }
    List<Subject> subjects = subjects();
    if (subjects.isEmpty()) {
      getLog().info("No objects to verify");
      return;
    }
    String fingerprint = fingerprint(subjects);
    Path accepted = stateFile(outputDirectory, "accepted");
    if (Sha256.of(accepted).equals(Sha256.of(fingerprint))) {
      getLog().info("All programs were found to load: " + Reports.count(subjects.size(), "object"));
      return;
    }
    VerifyTask task = new VerifyTask(basedir().toString(), subjects, kernels, threads());
    List<Judged> judged;
    try {
      judged = worker().run(task).objects();
    } catch (WorkerException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    }
    tell(judged);
    remember(accepted, fingerprint);
  }

  /// What to judge: what the last build compiled, and everything else in the folder.
  private List<Subject> subjects() throws MojoExecutionException {
    Optional<BuildState> state = BuildState.read(stateFile(outputDirectory, "state"));
    List<Subject> subjects = new ArrayList<>();
    List<Path> files = new ArrayList<>(SourceScan.objects(outputDirectory.toPath()));
    objects.forEach(object -> files.add(object.toPath()));
    for (Path file : files) {
      subjects.add(
          state
              .flatMap(known -> known(known, file))
              .orElseGet(() -> new Subject(name(file), "6.1", List.of())));
    }
    return subjects;
  }

  private Optional<Subject> known(BuildState state, Path file) {
    for (Compiled unit : state.units().values()) {
      for (ObjectInfo object : unit.objects()) {
        if (outputDirectory.toPath().resolve(object.file()).equals(file)) {
          List<String> sources =
              unit.inputs().stream()
                  .filter(input -> !input.sha256().isEmpty())
                  .map(Input::path)
                  .filter(path -> path.matches(".*\\.(weir|bpfasm|java)"))
                  .toList();
          return Optional.of(new Subject(name(file), object.target(), sources));
        }
      }
    }
    return Optional.empty();
  }

  private String name(Path file) {
    return SourceScan.relative(basedir(), file);
  }

  private String fingerprint(List<Subject> subjects) {
    StringBuilder text = new StringBuilder(compilerIdentity()).append('\n').append(kernels);
    for (Subject subject : subjects) {
      Path file = basedir().resolve(subject.path());
      text.append('\n').append(subject).append(' ').append(Sha256.of(file));
    }
    return text.toString();
  }

  private void tell(List<Judged> judged) throws MojoFailureException {
    List<Message> rejected = new ArrayList<>();
    List<Message> unjudged = new ArrayList<>();
    for (Judged object : judged) {
      rejected.addAll(object.rejected());
      unjudged.addAll(object.unjudged());
      if (object.rejected().isEmpty() && object.unjudged().isEmpty()) {
        getLog()
            .info(
                object.path()
                    + ": "
                    + Reports.count(object.programs(), "program")
                    + ", will load on Linux "
                    + String.join(", ", object.kernels()));
      }
    }
    Reports reports = new Reports(getLog(), context, basedir());
    reports.tell(rejected);
    reports.tell(failOnUnjudged ? unjudged : unjudged.stream().map(Message::asWarning).toList());
    if (!rejected.isEmpty()) {
      throw new MojoFailureException(
          Reports.count(rejected.size(), "program") + " rejected by the verifier, see above");
    }
    if (failOnUnjudged && !unjudged.isEmpty()) {
      throw new MojoFailureException(
          Reports.count(unjudged.size(), "program") + " cannot be judged, see above");
    }
  }

  /// Only what passed without a word need not be asked about again.
  private static void remember(Path accepted, String fingerprint) throws MojoExecutionException {
    try {
      Files.createDirectories(accepted.toAbsolutePath().getParent());
      Files.writeString(accepted, fingerprint);
    } catch (IOException e) {
      throw new MojoExecutionException("cannot write " + accepted + ": " + e.getMessage(), e);
    }
  }
}
