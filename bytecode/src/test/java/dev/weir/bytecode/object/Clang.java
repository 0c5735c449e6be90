// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The C compiler; tests that need it are skipped where it is not installed.
final class Clang {
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", ""), "src", "test", "c");

  private Clang() {}

  /// The object of a source in `src/test/c`.
  static byte[] compile(String name, Path folder, String... options) throws IOException {
    Path object = folder.resolve(name + ".o");
    List<String> arguments =
        new ArrayList<>(List.of("-target", "bpf", "-O2", "-g", "-mcpu=v3", "-Wno-everything"));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of("-c", SOURCES.resolve(name + ".bpf.c").toString(), "-o", object.toString()));
    Tool.required("clang-19", "clang").run(arguments.toArray(String[]::new));
    return Files.readAllBytes(object);
  }
}
