// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.compiler.text.ModuleSource;
import dev.weir.maven.state.Sha256;
import dev.weir.maven.task.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads what one compilation needs and remembers what that was.
///
/// Names of files are relative to the project's folder, since they end up in objects, which must
/// not depend on where the project is.
final class Inputs implements ModuleSource {
  private final Path basedir;
  private final List<Path> roots;
  private final Map<String, String> hashes = new TreeMap<>();

  /// @param roots folders of modules, first match wins
  Inputs(Path basedir, List<Path> roots) {
    this.basedir = basedir;
    this.roots = List.copyOf(roots);
  }

  /// The text of a file, and its name in messages and objects.
  SourceFile source(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = name(file);
    hashes.put(name, Sha256.of(bytes));
    return new SourceFile(name, new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public Optional<SourceFile> find(String module) throws IOException {
    for (Path root : roots) {
      Path file = root.resolve(module.replace('.', '/') + ".weir");
      if (Files.exists(file)) {
        return Optional.of(source(file));
      }
      hashes.put(name(file), "");
    }
    return Optional.empty();
  }

  /// Bytes of a class or a jar, which are remembered as the other files are; empty when there is no
  /// such file.
  Optional<byte[]> bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      hashes.put(name(file), "");
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    hashes.put(name(file), Sha256.of(bytes));
    return Optional.of(bytes);
  }

  /// The source of a class below one of some folders.
  Optional<SourceFile> source(String path, List<Path> folders) {
    for (Path folder : folders) {
      Path file = folder.resolve(path);
      if (Files.isRegularFile(file)) {
        try {
          return Optional.of(source(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return Optional.empty();
  }

  /// What was read, and what was looked for in vain.
  List<Input> all() {
    List<Input> all = new ArrayList<>();
    hashes.forEach((path, sha256) -> all.add(new Input(path, sha256)));
    return all;
  }

  private String name(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    Path named = absolute.startsWith(basedir) ? basedir.relativize(absolute) : absolute;
    return named.toString().replace('\\', '/');
  }
}
