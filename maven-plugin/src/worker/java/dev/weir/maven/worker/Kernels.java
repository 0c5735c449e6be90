// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.maven.task.WorkerException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Kernels as users name them in the configuration.
final class Kernels {
  private Kernels() {}

  /// One kernel.
  ///
  /// @param option where it was named
  /// @throws WorkerException when there is no such target
  static KernelVersion target(String option, String text) throws WorkerException {
    String known =
        KernelVersion.TARGETS.stream().map(Object::toString).collect(Collectors.joining(", "));
    try {
      KernelVersion version = KernelVersion.parse(text);
      if (KernelVersion.TARGETS.contains(version)) {
        return version;
      }
      throw new WorkerException(option + " names Linux " + version + "; there are " + known);
    } catch (IllegalArgumentException e) {
      throw new WorkerException(option + ": " + e.getMessage() + "; there are " + known, e);
    }
  }

  /// Several kernels, oldest first; all there are for none.
  static List<KernelVersion> targets(String option, List<String> texts) throws WorkerException {
    if (texts.isEmpty()) {
      return KernelVersion.TARGETS;
    }
    List<KernelVersion> versions = new ArrayList<>();
    for (String text : texts) {
      versions.add(target(option, text.strip()));
    }
    return versions.stream().distinct().sorted().toList();
  }
}
