// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

/// A worker could not do its work.
public final class WorkerException extends Exception {
  private static final long serialVersionUID = 1L;

  /// A failure without a cause in this JVM.
  public WorkerException(String message) {
    super(message);
  }

  /// A failure with its cause.
  public WorkerException(String message, Throwable cause) {
    super(message, cause);
  }
}
