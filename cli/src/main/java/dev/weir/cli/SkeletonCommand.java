// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.cli.io.Console;
import dev.weir.cli.io.Failure;
import dev.weir.cli.io.OutputFile;
import dev.weir.cli.io.ProblemJson;
import dev.weir.cli.io.ToolProblem;
import dev.weir.cli.io.Unit;
import dev.weir.skeleton.GeneratedFile;
import dev.weir.skeleton.Skeleton;
import dev.weir.skeleton.SkeletonOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir skeleton`: a typed Java class for an object.
@Command(
    name = "skeleton",
    mixinStandardHelpOptions = true,
    description = {
      "Generate a Java class that loads an object, of Weir or of clang, and gives its programs,",
      "maps, variables and events with their types."
    })
final class SkeletonCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();
  @Mixin private TargetOption target = new TargetOption();

  @Parameters(
      paramLabel = "OBJ|SRC",
      description = "An object file, a .weir source or a .bpfasm listing.")
  private Path input = Path.of("");

  @Option(
      names = "--package",
      paramLabel = "NAME",
      required = true,
      description = "The package of the class.")
  private String packageName = "";

  @Option(
      names = "--name",
      paramLabel = "CLASS",
      description = "The class; without it, named for the object.")
  private Optional<String> className = Optional.empty();

  @Option(
      names = "-d",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The folder for the source; the package's folders are made in it.")
  private Path sources = Path.of(".");

  @Option(
      names = "--resources",
      paramLabel = "DIR",
      description = "The folder for the object's file; without it, that for the source.")
  private Optional<Path> resources = Optional.empty();

  @Option(
      names = "--resource",
      paramLabel = "/NAME",
      description = {
        "Where the class finds the object at run time, an absolute name among the resources;",
        "then no file is written for it."
      })
  private Optional<String> resource = Optional.empty();

  @Option(
      names = "--record",
      paramLabel = "MAP=STRUCT",
      description = {
        "The structure of a ring buffer's records, for objects that do not say it;",
        "may be repeated."
      })
  private Map<String, String> records = Map.of();

  @Override
  public Integer call() {
    Console console = output.console();
    Unit unit = Unit.of(input, target.options());
    Diagnostics diagnostics = new Diagnostics();
    unit.warnings().forEach(diagnostics::report);
    List<GeneratedFile> files =
        Skeleton.generate(
            unit.object(),
            new SkeletonOptions(packageName, className, resource, records),
            diagnostics);
    if (diagnostics.hasErrors()) {
      throw Failure.rejected(diagnostics.problems());
    }
    List<String> written = new ArrayList<>();
    files.forEach(file -> written.add(write(file).toString()));
    if (!console.json()) {
      console.warn(diagnostics.problems());
    }
    written.forEach(console::say);
    console.emit(json(written, diagnostics.problems()));
    return 0;
  }

  private Path write(GeneratedFile file) {
    Path folder =
        switch (file.kind()) {
          case SOURCE -> sources;
          case RESOURCE -> resources.orElse(sources);
        };
    Path path = folder.resolve(file.path()).normalize();
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw Failure.unable(
          ToolProblem.UNWRITABLE
              .error("cannot make the folder of `" + path + "`: " + e.getMessage())
              .help("choose another place with `-d` or `--resources`"));
    }
    OutputFile.write(path, file.content());
    return path;
  }

  private static Map<String, Object> json(List<String> written, List<Problem> problems) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("files", written);
    json.put("problems", problems.stream().map(ProblemJson::of).toList());
    return json;
  }
}
