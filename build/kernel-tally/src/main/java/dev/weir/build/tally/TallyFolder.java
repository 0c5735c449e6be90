// SPDX-License-Identifier: Apache-2.0
package dev.weir.build.tally;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One file for each module, with the run that wrote it in the first line: files of earlier runs
/// stay out of the total.
record TallyFolder(Path folder) {

  void write(String run, String module, Tally tally) {
    try {
      Files.createDirectories(folder);
      List<String> lines = Stream.concat(Stream.of(run), tally.lines().stream()).toList();
      Files.write(folder.resolve(module + ".txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Tally total(String run) {
    Tally total = new Tally();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        List<String> lines = Files.readAllLines(file);
        if (lines.getFirst().equals(run)) {
          total.add(lines.subList(1, lines.size()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return total;
  }
}
