// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Does the same with many things, several at a time.
final class Crew {
  private Crew() {}

  /// The results, in the order of the things.
  ///
  /// @throws IOException what the work wrapped as an unchecked one
  static <T, R> List<R> map(List<T> things, int threads, Function<T, R> work)
      throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(Math.clamp(threads, 1, Math.max(1, things.size())))) {
      List<Callable<R>> calls = new ArrayList<>();
      things.forEach(thing -> calls.add(() -> work.apply(thing)));
      List<R> results = new ArrayList<>();
      for (Future<R> result : pool.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw e;
    }
  }
}
