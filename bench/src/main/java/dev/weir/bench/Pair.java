// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.diag.TextRenderer;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.ObjectReader;
import dev.weir.compiler.CompileOptions;
import dev.weir.compiler.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// One sample, compiled by both.
///
/// @param sample where it comes from
/// @param weir our object
/// @param clang clang's object
record Pair(Sample sample, BpfObject weir, BpfObject clang) {
  /// Checks for null.
  Pair {
    Objects.requireNonNull(sample);
    Objects.requireNonNull(weir);
    Objects.requireNonNull(clang);
  }

  /// Compiles a sample.
  ///
  /// @throws IOException when a source cannot be read or compiled
  static Pair compile(Sample sample, Clang clang) throws IOException {
    return new Pair(
        sample,
        weir(sample.weirSource()),
        ObjectReader.read(sample.name(), clang.compile(sample.cSource())));
  }

  /// Compiles a file of ours.
  ///
  /// @throws IOException when it cannot be read or has errors
  static BpfObject weir(Path file) throws IOException {
    return weir(new SourceFile(file.getFileName().toString(), Files.readString(file)));
  }

  /// Compiles a source of ours for the oldest supported kernel, which is what a user gets who does
  /// not ask for another.
  ///
  /// @throws IOException when it has errors
  static BpfObject weir(SourceFile source) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    return Compiler.compile(source, CompileOptions.defaults(), diagnostics)
        .orElseThrow(() -> new IOException(TextRenderer.render(diagnostics.problems(), false)));
  }
}
