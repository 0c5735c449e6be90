// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text;

import dev.weir.bytecode.diag.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the modules come from that a source file uses.
@FunctionalInterface
public interface ModuleSource {
  /// The source of a module.
  ///
  /// @param module its dotted name, such as `std.net`
  /// @return empty when there is none of that name
  /// @throws IOException when it is there and cannot be read
  Optional<SourceFile> find(String module) throws IOException;

  /// The modules that come with Weir: `std` and everything below.
  static ModuleSource bundled() {
    return module -> {
      if (!module.startsWith("std.")) {
        return Optional.empty();
      }
      String name = "/dev/weir/" + module.replace('.', '/') + ".weir";
      try (InputStream in = ModuleSource.class.getResourceAsStream(name)) {
        return in == null
            ? Optional.empty()
            : Optional.of(
                new SourceFile(
                    module.replace('.', '/') + ".weir",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)));
      }
    };
  }

  /// Modules in folders: `a.b` is the file `a/b.weir` of the first folder that has it.
  static ModuleSource folders(List<Path> folders) {
    List<Path> roots = List.copyOf(folders);
    return module -> {
      for (Path root : roots) {
        Path file = root.resolve(module.replace('.', '/') + ".weir");
        if (Files.exists(file)) {
          return Optional.of(new SourceFile(file.toString(), Files.readString(file)));
        }
      }
      return Optional.empty();
    };
  }

  /// This source, and where it has no such module, another.
  default ModuleSource or(ModuleSource other) {
    return module -> {
      Optional<SourceFile> found = find(module);
      return found.isPresent() ? found : other.find(module);
    };
  }
}
