// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.mach;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// What selection knows beyond the function itself.
///
/// @param kernel the oldest kernel the code must load on
/// @param globals where global variables lie
/// @param globalFunctions names of functions that the verifier checks on their signature alone
public record MachTarget(KernelVersion kernel, GlobalLayout globals, Set<String> globalFunctions) {
  /// Copies the set.
  public MachTarget {
    Objects.requireNonNull(kernel);
    Objects.requireNonNull(globals);
    globalFunctions = Set.copyOf(globalFunctions);
  }

  /// The target of a module's functions.
  public static MachTarget of(IrModule module) {
    return new MachTarget(
        module.target(),
        GlobalLayout.of(module),
        module.functions().stream()
            .filter(f -> f.kind() instanceof IrFunction.Kind.Subprogram(boolean global) && global)
            .map(IrFunction::name)
            .collect(Collectors.toSet()));
  }
}
