// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.bytecode.kernel.MapType;
import dev.weir.bytecode.object.Documentation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A compiled unit before code generation.
///
/// @param name module name, dotted
/// @param license licence string
/// @param target oldest kernel the object is for
/// @param maps in source order
/// @param globals in source order
/// @param functions in source order; programs and subprograms
/// @param documentation what the source says about its parts, for the object; the textual form of
///   the IR leaves it out
public record IrModule(
    String name,
    String license,
    KernelVersion target,
    List<IrMap> maps,
    List<IrGlobal> globals,
    List<IrFunction> functions,
    Documentation documentation) {
  /// Copies the lists.
  public IrModule {
    Objects.requireNonNull(name);
    Objects.requireNonNull(documentation);
    maps = List.copyOf(maps);
    globals = List.copyOf(globals);
    functions = List.copyOf(functions);
  }

  /// A module without documentation.
  public IrModule(
      String name,
      String license,
      KernelVersion target,
      List<IrMap> maps,
      List<IrGlobal> globals,
      List<IrFunction> functions) {
    this(name, license, target, maps, globals, functions, Documentation.NONE);
  }

  /// The same module with other functions.
  public IrModule with(List<IrFunction> newFunctions) {
    return new IrModule(name, license, target, maps, globals, newFunctions, documentation);
  }

  /// A map.
  ///
  /// @param key key type; empty for maps without keys
  /// @param value value type; empty for maps without typed values; of a ring buffer the structure
  ///   of its records, when all have the same
  /// @param maxEntries entries; bytes for ring buffers
  /// @param flags `BPF_F_*` creation flags
  /// @param programs initial contents of a program array by index; empty name for no entry
  public record IrMap(
      String name,
      MapType type,
      Optional<DataType> key,
      Optional<DataType> value,
      int maxEntries,
      int flags,
      boolean pinned,
      List<String> programs,
      String doc) {
    /// Copies the list.
    public IrMap {
      programs = List.copyOf(programs);
    }
  }

  /// A global variable.
  ///
  /// @param readOnly whether it is a load-time constant (`.rodata`)
  /// @param initial its bytes, as long as its type
  public record IrGlobal(
      String name, DataType type, boolean readOnly, byte[] initial, @Nullable String doc) {
    /// Copies the bytes.
    public IrGlobal {
      initial = initial.clone();
      if (initial.length != type.sizeBytes()) {
        throw new IllegalArgumentException(
            name + ": " + initial.length + " bytes for a type of " + type.sizeBytes());
      }
    }

    /// A copy of the bytes.
    @Override
    public byte[] initial() {
      return initial.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof IrGlobal that
          && name.equals(that.name)
          && type.equals(that.type)
          && readOnly == that.readOnly
          && java.util.Arrays.equals(initial, that.initial)
          && Objects.equals(doc, that.doc);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, type, readOnly, java.util.Arrays.hashCode(initial), doc);
    }
  }
}
