// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.maven.task.CompileTask;
import dev.weir.maven.task.SkeletonTask;
import dev.weir.maven.task.Task;
import dev.weir.maven.task.VerifyTask;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.util.concurrent.ExecutionException;

/// Does tasks in this JVM.
public final class LocalWorker implements Worker {
  /// Creates a worker.
  public LocalWorker() {}

  @Override
  public String describe() {
    return "Maven's own JVM";
  }

  @Override
  public <R extends Serializable> R run(Task<R> task) throws WorkerException {
    try {
      return task.resultType()
          .cast(
              switch (task) {
                case CompileTask compile -> CompileWork.run(compile);
                case SkeletonTask skeleton -> SkeletonWork.run(skeleton);
                case VerifyTask verify -> VerifyWork.run(verify);
              });
    } catch (IOException e) {
      throw new WorkerException("cannot read or write: " + e, e);
    } catch (ExecutionException
        | RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | LinkageError e) {
      throw new WorkerException("weir has a bug, please report it: " + trace(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WorkerException("interrupted", e);
    }
  }

  /// Where it happened, which the other process could not tell otherwise.
  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString().strip();
  }
}
