// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.diag.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// How to load an object.
///
/// @param pinPath folder in a bpffs in which maps that the object shares by name live; empty to
///   keep them private
/// @param constants load-time constants to override, by variable name
/// @param programs names of the programs to load; empty for all
/// @param sources texts that verifier findings may be shown in; without them the line in the object
///   is shown
/// @param kernelTypes file with the running kernel's BTF
/// @param statistics whether to ask what verifying each program cost
public record LoadOptions(
    Optional<Path> pinPath,
    Map<String, Constant> constants,
    Set<String> programs,
    List<SourceFile> sources,
    Path kernelTypes,
    boolean statistics) {
  private static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");

  /// Copies the collections.
  public LoadOptions {
    Objects.requireNonNull(pinPath);
    constants = Map.copyOf(constants);
    programs = Set.copyOf(programs);
    sources = List.copyOf(sources);
    Objects.requireNonNull(kernelTypes);
  }

  /// The value of a load-time constant.
  public sealed interface Constant {
    /// A number that must fit the variable's size, in two's complement or unsigned.
    record Number(long value) implements Constant {}

    /// Exactly the variable's bytes.
    record Bytes(byte[] value) implements Constant {
      /// Copies the bytes.
      public Bytes {
        value = value.clone();
      }

      /// A copy of the bytes.
      @Override
      public byte[] value() {
        return value.clone();
      }
    }
  }

  /// All programs, no pins, no overrides.
  public static LoadOptions defaults() {
    return new LoadOptions(Optional.empty(), Map.of(), Set.of(), List.of(), VMLINUX, false);
  }

  /// These options with a folder for maps that are shared by name.
  public LoadOptions pinningIn(Path folder) {
    return new LoadOptions(
        Optional.of(folder), constants, programs, sources, kernelTypes, statistics);
  }

  /// These options with a load-time constant set to a number.
  public LoadOptions with(String variable, long value) {
    return with(variable, new Constant.Number(value));
  }

  /// These options with a load-time constant set.
  public LoadOptions with(String variable, Constant value) {
    Map<String, Constant> all = new LinkedHashMap<>(constants);
    all.put(variable, value);
    return new LoadOptions(pinPath, all, programs, sources, kernelTypes, statistics);
  }

  /// These options with only the named programs.
  public LoadOptions only(String... names) {
    return new LoadOptions(pinPath, constants, Set.of(names), sources, kernelTypes, statistics);
  }

  /// These options with one more source text.
  public LoadOptions source(SourceFile file) {
    List<SourceFile> all = new ArrayList<>(sources);
    all.add(file);
    return new LoadOptions(pinPath, constants, programs, all, kernelTypes, statistics);
  }

  /// These options with the cost of verification asked for.
  public LoadOptions withStatistics() {
    return new LoadOptions(pinPath, constants, programs, sources, kernelTypes, true);
  }
}
