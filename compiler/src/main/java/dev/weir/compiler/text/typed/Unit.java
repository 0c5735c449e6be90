// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.typed;

import dev.weir.bytecode.kernel.KernelVersion;
import java.util.List;
import java.util.Objects;

/// A checked compilation unit with everything it uses from imported modules.
///
/// @param name module name, dotted; the file's base name where none is stated
/// @param license licence string
/// @param target oldest kernel it is for
/// @param maps in source order, imported ones first, `counters` last
/// @param globals in source order, imported ones first
/// @param functions those that programs reach, callees before callers
/// @param programs in source order, by hook within an `on` block
public record Unit(
    String name,
    String license,
    KernelVersion target,
    List<MapDeclaration> maps,
    List<Global> globals,
    List<Function> functions,
    List<Program> programs,
    String doc) {
  /// Copies the lists.
  public Unit {
    Objects.requireNonNull(name);
    maps = List.copyOf(maps);
    globals = List.copyOf(globals);
    functions = List.copyOf(functions);
    programs = List.copyOf(programs);
  }
}
