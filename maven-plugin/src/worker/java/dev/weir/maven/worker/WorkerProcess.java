// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.WorkerException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/// A worker as a process: tasks from standard input, replies to files, until the input ends, which
/// it does with Maven.
public final class WorkerProcess {
  private WorkerProcess() {}

  /// Does tasks.
  ///
  /// @param arguments the folder for replies, which are called `1`, `2` and so on and appear whole;
  ///   removed at the end
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    Path folder = Path.of(arguments[0]);
    try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(System.in))) {
      for (int number = 1; ; number++) {
        Task<?> task = (Task<?>) in.readObject();
        write(folder.resolve(Integer.toString(number)), reply(task));
      }
    } catch (EOFException _) {
      remove(folder);
    }
  }

  private static void write(Path file, Reply reply) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reply);
    }
    Path beside = Path.of(file + ".new");
    Files.write(beside, bytes.toByteArray());
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static <R extends Serializable> Reply reply(Task<R> task) {
    try {
      return Reply.of(new LocalWorker().run(task));
    } catch (WorkerException e) {
      return Reply.failed(String.valueOf(e.getMessage()));
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
