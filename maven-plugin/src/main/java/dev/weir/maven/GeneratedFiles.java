// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.SkeletonTask.Generated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files that a goal generated, and a note of them with what they were generated from.
///
/// @param note the fingerprint, then a line for each file: its hash, and where it is
record GeneratedFiles(Path note, Path sources, Path resources) {
  /// Whether these files were generated from the same, and are still there as they were written.
  boolean areFresh(String fingerprint) throws IOException {
    List<String> lines = lines();
    return !lines.isEmpty()
        && lines.get(0).equals(fingerprint)
        && lines.stream()
            .skip(1)
            .allMatch(line -> Sha256.of(place(line)).equals(line.substring(0, 64)));
  }

  /// Writes files, leaving alone what is the same, and removes those of before that are no more.
  void write(List<Generated> files, String fingerprint) throws IOException {
    List<Path> old = new ArrayList<>(lines().stream().skip(1).map(GeneratedFiles::place).toList());
    List<String> lines = new ArrayList<>(List.of(fingerprint));
    for (Generated file : files) {
      Path place = (file.source() ? sources : resources).resolve(file.path()).toAbsolutePath();
      String hash = Sha256.of(file.content());
      if (!Sha256.of(place).equals(hash)) {
        Files.createDirectories(place.getParent());
        Files.write(place, file.content());
      }
      old.remove(place);
      lines.add(hash + " " + place);
    }
    for (Path gone : old) {
      Files.deleteIfExists(gone);
    }
    Files.createDirectories(note.toAbsolutePath().getParent());
    Files.write(note, lines);
  }

  private List<String> lines() throws IOException {
    return Files.exists(note) ? Files.readAllLines(note) : List.of();
  }

  private static Path place(String line) {
    return Path.of(line.substring(65));
  }
}
