// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.maven.task.Reply;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.WorkerException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/// A worker as a process: one task from standard input, one reply to standard output.
public final class WorkerProcess {
  private WorkerProcess() {}

  /// Does the task.
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    // The reply alone may be written there; whatever else prints goes with the errors.
    FileOutputStream answers = new FileOutputStream(FileDescriptor.out);
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    try (ObjectInputStream in = new ObjectInputStream(System.in);
        ObjectOutputStream out = new ObjectOutputStream(new BufferedOutputStream(answers))) {
      out.writeObject(reply((Task<?>) in.readObject()));
    }
  }

  private static <R extends Serializable> Reply reply(Task<R> task) {
    try {
      return Reply.of(new LocalWorker().run(task));
    } catch (WorkerException e) {
      return Reply.failed(String.valueOf(e.getMessage()));
    }
  }
}
