// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// What a worker's process answers.
///
/// @param results the one result; empty after a failure
/// @param failure what went wrong, empty after success
public record Reply(List<? extends Serializable> results, String failure) implements Serializable {
  /// A result.
  public static Reply of(Serializable result) {
    return new Reply(List.of(result), "");
  }

  /// A failure.
  public static Reply failed(String failure) {
    return new Reply(List.of(), failure);
  }

  /// The result.
  ///
  /// @throws WorkerException when there is none
  public <R extends Serializable> R result(Class<R> type) throws WorkerException {
    if (results.size() != 1) {
      throw new WorkerException(failure);
    }
    return type.cast(results.get(0));
  }
}
