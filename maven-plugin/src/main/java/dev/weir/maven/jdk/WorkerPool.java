// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import dev.weir.maven.task.Task;
import dev.weir.maven.task.Worker;
import dev.weir.maven.task.WorkerException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;

/// The forked workers of a session: the goals and modules of one build share processes, and a build
/// with several threads has at most one for each.
public final class WorkerPool {
  private final Deque<ForkedWorker> idle = new ArrayDeque<>();

  /// Creates a pool without processes.
  public WorkerPool() {}

  /// A worker that takes an idle process for each task, or starts one.
  public Worker worker(WorkerJvm jvm) {
    return new Worker() {
      @Override
      public String describe() {
        return jvm.jdk().toString();
      }

      @Override
      public <R extends Serializable> R run(Task<R> task) throws WorkerException {
        ForkedWorker worker = take(jvm);
        try {
          return worker.run(task);
        } finally {
          giveBack(worker);
        }
      }
    };
  }

  private ForkedWorker take(WorkerJvm jvm) throws WorkerException {
    synchronized (idle) {
      for (ForkedWorker worker : idle) {
        if (worker.isAlive() && worker.jvm().equals(jvm)) {
          idle.remove(worker);
          return worker;
        }
      }
    }
    return ForkedWorker.start(jvm);
  }

  private void giveBack(ForkedWorker worker) {
    synchronized (idle) {
      if (worker.isAlive()) {
        idle.push(worker);
      }
    }
  }
}
