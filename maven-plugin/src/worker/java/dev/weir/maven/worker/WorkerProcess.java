// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.WorkerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A worker as a process: one task from standard input, one reply to a file.
public final class WorkerProcess {
  private WorkerProcess() {}

  /// Does the task.
  ///
  /// @param arguments the file for the reply, which appears there whole
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectInputStream in = new ObjectInputStream(System.in);
        ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reply((Task<?>) in.readObject()));
    }
    Path beside = Path.of(arguments[0] + ".new");
    Files.write(beside, bytes.toByteArray());
    Files.move(beside, Path.of(arguments[0]), StandardCopyOption.ATOMIC_MOVE);
  }

  private static <R extends Serializable> Reply reply(Task<R> task) {
    try {
      return Reply.of(new LocalWorker().run(task));
    } catch (WorkerException e) {
      return Reply.failed(String.valueOf(e.getMessage()));
    }
  }
}
