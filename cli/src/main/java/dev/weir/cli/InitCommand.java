// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.cli.init.Language;
import dev.weir.cli.init.NewProject;
import dev.weir.cli.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir init`: a new project that builds, tests and runs.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = "Make a Maven project with a program, its tests, and a class that runs it.")
final class InitCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  @Parameters(
      paramLabel = "DIR",
      description = "The project's folder; must not exist, or be empty.")
  private Path folder = Path.of("");

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      defaultValue = "text",
      description = "What the program is written in: ${COMPLETION-CANDIDATES}.")
  private Language language = Language.TEXT;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name of project and program; without it, the folder's.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      defaultValue = "com.example",
      description = "The package of its Java classes; com.example without it.")
  private String packageName = "com.example";

  @Override
  public Integer call() {
    Console console = output.console();
    NewProject project =
        new NewProject(language, name.orElseGet(() -> NewProject.nameFor(folder)), packageName);
    List<String> files = project.write(folder);
    files.forEach(file -> console.say("  " + folder.resolve(file)));
    console.say("");
    console.say("next:");
    if (!Files.isDirectory(NewProject.installedPlugin())) {
      console.say(
          "  ./mvnw install -DskipTests      # in Weir's checkout, once: it is not on Central");
    }
    console.say("  cd " + folder);
    console.say(
        "  mvn verify                      # compiles, tests, asks the models of five kernels");
    console.say("  sudo java -jar target/" + project.name() + ".jar 80 curl http://127.0.0.1");
    console.emit(Map.of("folder", folder.toString(), "name", project.name(), "files", files));
    return 0;
  }
}
