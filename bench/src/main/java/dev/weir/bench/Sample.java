// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A sample program and the C that does the same.
///
/// @param name the file names without endings
/// @param weirSource the text in the Weir language
/// @param cSource the C file; it may not exist
record Sample(String name, Path weirSource, Path cSource) {
  private static final String ENDING = ".weir";

  /// Checks for null.
  Sample {
    Objects.requireNonNull(name);
    Objects.requireNonNull(weirSource);
    Objects.requireNonNull(cSource);
  }

  /// The samples of a checkout, by name.
  ///
  /// @param root the checkout's top folder
  /// @throws IOException when the folder of the samples cannot be read
  static List<Sample> of(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("samples/src/main/weir"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(ENDING))
          .map(file -> of(root, file.substring(0, file.length() - ENDING.length())))
          .sorted((a, b) -> a.name.compareTo(b.name))
          .toList();
    }
  }

  private static Sample of(Path root, String name) {
    return new Sample(
        name,
        root.resolve("samples/src/main/weir").resolve(name + ENDING),
        root.resolve("bench/src/main/c").resolve(name + ".bpf.c"));
  }
}
