// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How the compiler's own JVM is started.
///
/// @param arguments more arguments for it
/// @param cache what to start from, where there is such a cache
public record WorkerJvm(
    Jdk jdk, List<Path> classPath, List<String> arguments, Optional<StartupCache> cache) {
  /// Copies the lists.
  public WorkerJvm {
    classPath = List.copyOf(classPath);
    arguments = List.copyOf(arguments);
  }

  /// The command line. One collector thread and no second compiler: the run is short.
  ///
  /// @param replies the folder for replies
  List<String> command(Path replies) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable"));
    cache.ifPresent(c -> command.addAll(c.options()));
    command.addAll(arguments);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add("dev.weir.maven.worker.WorkerProcess");
    command.add(replies.toString());
    return command;
  }
}
