// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;

/// A piece of work that needs the compiler's JDK.
///
/// @param <R> what it results in
public sealed interface Task<R extends Serializable> extends Serializable
    permits CompileTask, SkeletonTask, VerifyTask {
  /// The type of the result, for a worker in another process.
  Class<R> resultType();
}
