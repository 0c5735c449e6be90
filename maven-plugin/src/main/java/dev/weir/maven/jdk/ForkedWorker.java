// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A worker in a JVM of its own: tasks go to its standard input, replies come as files. One task at
/// a time. Its process ends when Maven does, since its input does then.
///
/// A pipe for replies would be shorter, but a process that records a startup cache goes on after
/// its last one, when nobody listens any more.
final class ForkedWorker implements Worker {
  private static final int MILLIS_BETWEEN_LOOKS = 5;

  private final WorkerJvm jvm;
  private final Path folder;
  private final Process process;
  private final ObjectOutputStream tasks;
  private int count;

  private ForkedWorker(WorkerJvm jvm, Path folder, Process process) throws IOException {
    this.jvm = jvm;
    this.folder = folder;
    this.process = process;
    this.tasks = new ObjectOutputStream(process.getOutputStream());
  }

  /// Starts the process.
  static ForkedWorker start(WorkerJvm jvm) throws WorkerException {
    try {
      Path folder = Files.createTempDirectory("weir-");
      Process process =
          new ProcessBuilder(jvm.command(folder))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(noise(folder).toFile())
              .start();
      return new ForkedWorker(jvm, folder, process);
    } catch (IOException e) {
      throw new WorkerException("cannot run " + jvm.jdk().java() + ": " + e.getMessage(), e);
    }
  }

  /// How it was started.
  WorkerJvm jvm() {
    return jvm;
  }

  /// Whether it can do another task.
  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String describe() {
    return jvm.jdk().toString();
  }

  @Override
  public <R extends Serializable> R run(Task<R> task) throws WorkerException {
    Path reply = folder.resolve(Integer.toString(++count));
    try {
      tasks.writeObject(task);
      tasks.flush();
      while (!Files.exists(reply)) {
        if (process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS) && !Files.exists(reply)) {
          throw new IOException("it ended with exit code " + process.exitValue());
        }
      }
      Reply answer = read(reply);
      Files.delete(reply);
      return answer.result(task.resultType());
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new WorkerException("interrupted", e);
    } catch (IOException e) {
      process.destroy();
      throw new WorkerException(
          "the compiler's JVM (" + describe() + ") gave no answer: " + e.getMessage() + noise(), e);
    }
  }

  private static Reply read(Path file) throws IOException {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return (Reply) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("it is of another version", e);
    }
  }

  private static Path noise(Path folder) {
    return folder.resolve("noise");
  }

  private String noise() {
    try {
      String text = Files.readString(noise(folder)).strip();
      return text.isEmpty() ? "" : "\n" + text;
    } catch (IOException e) {
      return "";
    }
  }
}
