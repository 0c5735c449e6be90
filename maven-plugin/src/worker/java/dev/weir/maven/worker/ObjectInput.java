// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.worker;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.Problem;
import dev.weir.bytecode.elf.ElfFormatException;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectFormatException;
import dev.weir.bytecode.object.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Reads object files.
final class ObjectInput {
  private static final String BAD_OBJECT = "W0004";

  private ObjectInput() {}

  /// The object of a file, named for it without its ending; empty, with the problem told, when it
  /// is none.
  static Optional<BpfObject> read(Path basedir, String file, Diagnostics diagnostics)
      throws IOException {
    Path path = basedir.resolve(file);
    String name = path.getFileName().toString().replaceFirst("(\\.bpf)?\\.o$", "");
    try {
      return Optional.of(ObjectReader.read(name, Files.readAllBytes(path)));
    } catch (ElfFormatException | ObjectFormatException e) {
      diagnostics.report(
          Problem.error(BAD_OBJECT, "`" + file + "` is no valid BPF object: " + e.getMessage())
              .help("compile it again; a file cut short by a copy looks like this"));
      return Optional.empty();
    }
  }
}
