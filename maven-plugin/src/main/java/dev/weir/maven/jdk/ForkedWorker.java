// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A worker in a JVM of its own: the task goes to its standard input, the answer comes from its
/// standard output. One process for each task.
public final class ForkedWorker implements Worker {
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
      Process process = new ProcessBuilder(command()).start();
      StringBuffer noise = new StringBuffer();
      Thread listener = listen(process, noise);
      try {
        return ask(process, task);
      } catch (IOException e) {
        process.destroy();
        join(listener);
        throw new WorkerException("the compiler's JVM ended early" + tail(noise), e);
      }
    } catch (IOException e) {
      throw new WorkerException("cannot start " + jdk.java() + ": " + e.getMessage(), e);
    }
  }

  /// One collector thread and no second compiler: the run is short.
  private List<String> command() {
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
    return command;
  }

  private static <R extends Serializable> R ask(Process process, Task<R> task)
      throws IOException, WorkerException {
    try (ObjectOutputStream out = new ObjectOutputStream(process.getOutputStream())) {
      out.writeObject(task);
    }
    try (ObjectInputStream in = new ObjectInputStream(process.getInputStream())) {
      if (in.readObject() instanceof Reply reply) {
        return reply.result(task.resultType());
      }
      throw new WorkerException("the compiler's JVM gave no answer");
    } catch (ClassNotFoundException e) {
      throw new WorkerException("the compiler's JVM gave a strange answer", e);
    }
  }

  /// Takes what the process says besides its answer, which is nothing unless something is wrong.
  private static Thread listen(Process process, StringBuffer noise) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> noise.append(line).append('\n'));
              } catch (IOException | UncheckedIOException e) {
                noise.append(e.getMessage()).append('\n');
              }
            },
            "weir worker messages");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String tail(StringBuffer noise) {
    String text = noise.toString().strip();
    return text.isEmpty() ? "" : ":\n" + text;
  }
}
