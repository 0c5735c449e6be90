// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.maven.task.SkeletonTask;
import dev.weir.maven.task.SkeletonTask.Generated;
import dev.weir.maven.task.SkeletonTask.Subject;
import dev.weir.skeleton.GeneratedFile;
import dev.weir.skeleton.Skeleton;
import dev.weir.skeleton.SkeletonOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Generates Java classes from objects.
final class SkeletonWork {
  private SkeletonWork() {}

  /// The files of all objects.
  static SkeletonTask.Result run(SkeletonTask task) throws IOException {
    List<Generated> files = new ArrayList<>();
    Diagnostics diagnostics = new Diagnostics();
    for (Subject subject : task.objects()) {
      Optional<BpfObject> object =
          ObjectInput.read(Path.of(task.basedir()), subject.path(), diagnostics);
      if (object.isPresent()) {
        for (GeneratedFile file :
            Skeleton.generate(object.get(), options(task, subject, object.get()), diagnostics)) {
          files.add(
              new Generated(file.kind() == GeneratedFile.Kind.SOURCE, file.path(), file.content()));
        }
      }
    }
    return new SkeletonTask.Result(files, Messages.of(diagnostics.problems()));
  }

  /// The options for one object: of the ring buffers, those that it has.
  private static SkeletonOptions options(SkeletonTask task, Subject subject, BpfObject object) {
    SkeletonOptions options = SkeletonOptions.in(subject.packageName());
    if (!subject.className().isEmpty()) {
      options = options.named(subject.className());
    }
    if (!subject.resource().isEmpty()) {
      options = options.withResource(subject.resource());
    }
    for (var entry : task.records().entrySet()) {
      if (object.map(entry.getKey()).isPresent()) {
        options = options.withRecord(entry.getKey(), entry.getValue());
      }
    }
    return options;
  }
}
