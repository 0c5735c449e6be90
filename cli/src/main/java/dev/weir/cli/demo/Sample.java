// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.cli.io.Unit;
import dev.weir.compiler.CompileOptions;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/// One of the sample programs, compiled.
///
/// @param file its file name
/// @param unit what the compiler made
/// @param time how long it took
record Sample(String file, Unit unit, Duration time) {
  private static final String FOLDER = "/dev/weir/cli/samples/";

  /// Compiles a sample, which travels with the command.
  static Sample compile(String file, KernelVersion target) {
    SourceFile source = new SourceFile(file, read(file));
    long start = System.nanoTime();
    Unit unit = Unit.compile(source, CompileOptions.defaults().withTarget(target));
    return new Sample(file, unit, Duration.ofNanos(System.nanoTime() - start));
  }

  /// Loads it into the kernel.
  LoadedObject load() {
    LoadOptions options = LoadOptions.defaults();
    for (SourceFile source : unit.sources()) {
      options = options.source(source);
    }
    return Loader.load(unit.object(), options);
  }

  /// The compiled object.
  BpfObject object() {
    return unit.object();
  }

  private static String read(String file) {
    try (InputStream in = Sample.class.getResourceAsStream(FOLDER + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("sample " + file + " is not readable", e);
    }
  }
}
