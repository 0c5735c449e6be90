// SPDX-License-Identifier: Apache-2.0
package dev.weir.bench;

import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.bytecode.object.Program;
import dev.weir.bytecode.object.Relocation;
import dev.weir.bytecode.object.Relocation.Target.FunctionRef;
import dev.weir.loader.LoadOptions;
import dev.weir.loader.LoadedObject;
import dev.weir.loader.Loader;
import dev.weir.loader.program.VerifierStatistics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Size of the code and what verifying it costs.
final class CodeComparison {
  private CodeComparison() {}

  /// The code of a program as one compiler made it.
  ///
  /// @param slots 8-byte slots, with the functions that it calls
  /// @param statistics what verifying it cost; empty where it was not loaded
  record Side(int slots, Optional<VerifierStatistics> statistics) {
    /// Checks for null.
    Side {
      Objects.requireNonNull(statistics);
    }
  }

  /// A program of a sample.
  ///
  /// @param sample the sample's name
  /// @param program the program's name
  /// @param section its ELF section
  /// @param weir our code
  /// @param clang clang's
  record Row(String sample, String program, String section, Side weir, Side clang) {
    /// Our slots for one of clang's.
    double ratio() {
      return (double) weir.slots / clang.slots;
    }
  }

  /// Compares the programs of a sample.
  ///
  /// @param load whether to load both into the kernel, which both must pass
  static List<Row> compare(Pair pair, boolean load) {
    if (!load) {
      return rows(pair, Optional.empty(), Optional.empty());
    }
    LoadOptions options = LoadOptions.defaults().withStatistics();
    try (LoadedObject weir = Loader.load(pair.weir(), options);
        LoadedObject clang = Loader.load(pair.clang(), options)) {
      return rows(pair, Optional.of(weir), Optional.of(clang));
    }
  }

  private static List<Row> rows(
      Pair pair, Optional<LoadedObject> weir, Optional<LoadedObject> clang) {
    List<Row> rows = new ArrayList<>();
    for (Program program : pair.weir().programs()) {
      Program other =
          pair.clang()
              .program(program.name())
              .orElseThrow(() ->
                  new IllegalStateException(
                      pair.sample().cSource() + " has no program `" + program.name() + "`"));
      rows.add(
          new Row(
              pair.sample().name(),
              program.name(),
              program.section(),
              side(pair.weir(), program, weir),
              side(pair.clang(), other, clang)));
    }
    return rows;
  }

  private static Side side(BpfObject object, Program program, Optional<LoadedObject> loaded) {
    return new Side(
        slots(object, program), loaded.flatMap(l -> l.program(program.name()).statistics()));
  }

  private static int slots(BpfObject object, Program program) {
    Set<String> called = new LinkedHashSet<>();
    collect(object, program.function().code(), called);
    return program.function().code().slots()
        + called.stream().mapToInt(f -> object.function(f).orElseThrow().code().slots()).sum();
  }

  private static void collect(BpfObject object, Code code, Set<String> called) {
    for (Relocation relocation : code.relocations()) {
      if (relocation.target() instanceof FunctionRef(String name) && called.add(name)) {
        object.function(name).ifPresent(function -> collect(object, function.code(), called));
      }
    }
  }
}
