// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.jdk;

import dev.weir.maven.state.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lets a worker's JVM start from classes that an earlier one had loaded and linked already.
///
/// The first run of a set of jars leaves a mark; the second records what it loads, and assembles
/// the cache after it gave its answer, so that nobody waits. A machine that builds once and is
/// thrown away pays nothing. The JVM checks a cache against its jars itself and goes without when
/// they differ.
///
/// @param file the cache
public record StartupCache(Path file) {
  /// The cache for a JDK and a class path; empty when a part of the path is a folder, which the JVM
  /// does not take.
  ///
  /// @param folder where caches are kept
  public static Optional<StartupCache> of(Path folder, Jdk jdk, List<Path> classPath) {
    List<String> parts = new ArrayList<>(List.of(jdk.toString()));
    try {
      parts.add(Files.readString(jdk.home().resolve("release")));
      for (Path entry : classPath) {
        if (!Files.isRegularFile(entry)) {
          return Optional.empty();
        }
        parts.add(entry + " " + Files.size(entry) + " " + Files.getLastModifiedTime(entry));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    String key = Sha256.of(String.join("\n", parts)).substring(0, 16);
    return Optional.of(new StartupCache(folder.resolve("worker-" + key + ".aot")));
  }

  /// What to tell the JVM.
  List<String> options() {
    try {
      if (Files.exists(file)) {
        return List.of("-XX:AOTCache=" + file);
      }
      Path mark = Path.of(file + ".mark");
      if (!Files.exists(mark)) {
        Files.createDirectories(mark.toAbsolutePath().getParent());
        Files.write(mark, new byte[0]);
        return List.of();
      }
      // Gone first: the next build must not train a second one beside this.
      return Files.deleteIfExists(mark) ? List.of("-XX:AOTCacheOutput=" + file) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
