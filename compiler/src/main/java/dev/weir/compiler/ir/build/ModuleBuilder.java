// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.ir.build;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.IrModule.IrGlobal;
import dev.weir.compiler.ir.IrModule.IrMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects the declarations and functions of a module, in the order they are added.
public final class ModuleBuilder {
  private final String name;
  private final String license;
  private final KernelVersion target;
  private final Set<String> names = new HashSet<>();
  private final List<IrMap> maps = new ArrayList<>();
  private final List<IrGlobal> globals = new ArrayList<>();
  private final List<IrFunction> functions = new ArrayList<>();

  /// Starts a module.
  public ModuleBuilder(String name, String license, KernelVersion target) {
    this.name = name;
    this.license = license;
    this.target = target;
  }

  /// Adds a map.
  ///
  /// @throws IllegalStateException when the module has something of that name
  public ModuleBuilder add(IrMap map) {
    claim(map.name());
    maps.add(map);
    return this;
  }

  /// Adds a global variable.
  ///
  /// @throws IllegalStateException when the module has something of that name
  public ModuleBuilder add(IrGlobal global) {
    claim(global.name());
    globals.add(global);
    return this;
  }

  /// Adds a function.
  ///
  /// @throws IllegalStateException when the module has something of that name
  public ModuleBuilder add(IrFunction function) {
    claim(function.name());
    functions.add(function);
    return this;
  }

  /// The module.
  public IrModule build() {
    return new IrModule(name, license, target, maps, globals, functions);
  }

  private void claim(String declared) {
    if (!names.add(declared)) {
      throw new IllegalStateException("module " + name + " has two declarations of " + declared);
    }
  }
}
