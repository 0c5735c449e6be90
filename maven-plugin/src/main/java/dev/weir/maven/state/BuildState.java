// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.state;

import dev.weir.maven.task.CompileTask.Source;
import dev.weir.maven.task.Compiled;
import dev.weir.maven.task.Input;
import dev.weir.maven.task.ObjectInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What is known of the sources of a module from earlier builds.
///
/// @param fingerprint of the plugin and the options; other ones make everything stale
/// @param classPath of what classes are compiled with; another one makes classes stale
/// @param units by source
public record BuildState(String fingerprint, String classPath, TreeMap<String, Compiled> units)
    implements Serializable {
  private static final ObjectInputFilter ONLY_OURS =
      ObjectInputFilter.Config.createFilter(
          "dev.weir.maven.task.*;dev.weir.maven.state.*;java.base/*;!*");

  /// Nothing known.
  public static BuildState empty(String fingerprint) {
    return new BuildState(fingerprint, "", new TreeMap<>());
  }

  /// What an earlier build wrote; empty when there is none, or one of another plugin or with other
  /// options.
  public static BuildState read(Path file, String fingerprint) {
    return read(file)
        .filter(state -> state.fingerprint.equals(fingerprint))
        .orElseGet(() -> empty(fingerprint));
  }

  /// What an earlier build wrote, whatever its options were.
  public static Optional<BuildState> read(Path file) {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      in.setObjectInputFilter(ONLY_OURS);
      return in.readObject() instanceof BuildState state ? Optional.of(state) : Optional.empty();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      // A file of another version of the plugin, or one cut short: everything is compiled again.
      return Optional.empty();
    }
  }

  /// What of it still holds when classes are compiled with a class path.
  public BuildState withClassPath(String hash) {
    TreeMap<String, Compiled> kept = new TreeMap<>(units);
    if (!hash.equals(classPath)) {
      kept.keySet().removeIf(Source::isClass);
    }
    return new BuildState(fingerprint, hash, kept);
  }

  /// Writes the file, whole or not at all.
  public void write(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path beside = Path.of(file + ".new");
    Files.write(beside, bytes.toByteArray());
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Whether what is known of a source still holds: its inputs are what they were, and its objects
  /// are there as they were written.
  public boolean isFresh(String source, Path basedir, Path outputDirectory) {
    Compiled unit = units.get(source);
    if (unit == null || unit.failed()) {
      return false;
    }
    for (Input input : unit.inputs()) {
      if (!Sha256.of(basedir.resolve(input.path())).equals(input.sha256())) {
        return false;
      }
    }
    for (ObjectInfo object : unit.objects()) {
      if (!Sha256.of(outputDirectory.resolve(object.file())).equals(object.sha256())) {
        return false;
      }
    }
    return true;
  }

  /// All objects, by name.
  public List<ObjectInfo> objects() {
    List<ObjectInfo> all = new ArrayList<>();
    units.values().forEach(unit -> all.addAll(unit.objects()));
    all.sort((a, b) -> a.file().compareTo(b.file()));
    return all;
  }
}
