// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A worker in a JVM of its own: the task goes to its standard input, the reply comes as a file.
/// One process for each task.
///
/// A pipe would be shorter, but a process that records a startup cache goes on after its reply,
/// when nobody listens any more.
public final class ForkedWorker implements Worker {
  private static final int MILLIS_BETWEEN_LOOKS = 5;

  private final Jdk jdk;
  private final List<Path> classPath;
  private final List<String> jvmArguments;
  private final Optional<StartupCache> cache;

  /// Creates a worker; its process starts with the task.
  ///
  /// @param jvmArguments more arguments for its JVM
  /// @param cache what to start from, where there is such a cache
  public ForkedWorker(
      Jdk jdk, List<Path> classPath, List<String> jvmArguments, Optional<StartupCache> cache) {
    this.jdk = jdk;
    this.classPath = List.copyOf(classPath);
    this.jvmArguments = List.copyOf(jvmArguments);
    this.cache = cache;
  }

  @Override
  public String describe() {
    return jdk.toString();
  }

  @Override
  public <R extends Serializable> R run(Task<R> task) throws WorkerException {
    try {
      Path folder = Files.createTempDirectory("weir-");
      try {
        return run(task, folder.resolve("reply"), folder.resolve("noise"));
      } finally {
        Files.deleteIfExists(folder.resolve("reply"));
        Files.deleteIfExists(folder.resolve("noise"));
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new WorkerException("cannot run " + jdk.java() + ": " + e.getMessage(), e);
    }
  }

  private <R extends Serializable> R run(Task<R> task, Path reply, Path noise)
      throws IOException, WorkerException {
    Process process =
        new ProcessBuilder(command(reply))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(noise.toFile())
            .start();
    try {
      try (ObjectOutputStream out = new ObjectOutputStream(process.getOutputStream())) {
        out.writeObject(task);
      }
      while (!Files.exists(reply)) {
        if (process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS) && !Files.exists(reply)) {
          throw new IOException("it ended with exit code " + process.exitValue());
        }
      }
      return read(reply).result(task.resultType());
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new WorkerException("interrupted", e);
    } catch (IOException e) {
      process.destroy();
      throw new WorkerException(
          "the compiler's JVM gave no answer: " + e.getMessage() + text(noise), e);
    }
  }

  /// One collector thread and no second compiler: the run is short.
  private List<String> command(Path reply) {
    List<String> command = new ArrayList<>();
    command.add(jdk.java().toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable"));
    cache.ifPresent(c -> command.addAll(c.options()));
    command.addAll(jvmArguments);
    command.add("-cp");
    command.add(
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add("dev.weir.maven.worker.WorkerProcess");
    command.add(reply.toString());
    return command;
  }

  private static Reply read(Path file) throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return (Reply) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("it is of another version", e);
    }
  }

  private static String text(Path noise) throws IOException {
    String text = Files.readString(noise).strip();
    return text.isEmpty() ? "" : "\n" + text;
  }
}
