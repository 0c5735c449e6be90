// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;

/// Does tasks, in this JVM or another.
public interface Worker {
  /// The class in which a worker lives that runs on the compiler's JDK; has a public constructor
  /// without parameters.
  String LOCAL = "dev.weir.maven.worker.LocalWorker";

  /// Does a task.
  ///
  /// @throws WorkerException when the worker itself fails, which a mistake in a source never causes
  <R extends Serializable> R run(Task<R> task) throws WorkerException;

  /// Where it works, for the log.
  String describe();
}
