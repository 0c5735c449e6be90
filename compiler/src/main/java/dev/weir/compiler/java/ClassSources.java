// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java;

import dev.weir.bytecode.diag.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the source texts of classes are found, for the excerpts in messages and in line
/// information. A program compiles the same without them.
@FunctionalInterface
public interface ClassSources {
  /// The text of a source file.
  ///
  /// @param path of the file by its package, such as `demo/Guard.java`
  Optional<SourceFile> find(String path);

  /// No sources.
  static ClassSources none() {
    return _ -> Optional.empty();
  }

  /// Sources below folders, laid out by package or flat; the first match wins. Messages name a file
  /// as its folder was given.
  static ClassSources folders(List<Path> folders) {
    List<Path> roots = List.copyOf(folders);
    return path -> {
      for (Path root : roots) {
        Path full = root.resolve(path);
        Path flat = root.resolve(full.getFileName());
        for (Path file : List.of(full, flat)) {
          if (Files.isRegularFile(file)) {
            return read(file);
          }
        }
      }
      return Optional.empty();
    };
  }

  private static Optional<SourceFile> read(Path file) {
    try {
      return Optional.of(new SourceFile(file.toString(), Files.readString(file)));
    } catch (IOException e) {
      // Without its text a line is still named.
      return Optional.empty();
    }
  }
}
