// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.bytecode.object.Code;
import dev.weir.compiler.emit.BtfBuilder;
import dev.weir.compiler.emit.ObjectBuilder;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.mach.Allocation;
import dev.weir.compiler.mach.AllocationCheck;
import dev.weir.compiler.mach.Allocator;
import dev.weir.compiler.mach.Assembler;
import dev.weir.compiler.mach.LinearCode;
import dev.weir.compiler.mach.Linearizer;
import dev.weir.compiler.mach.MachFunction;
import dev.weir.compiler.mach.MachPrinter;
import dev.weir.compiler.mach.MachTarget;
import dev.weir.compiler.mach.Selector;
import dev.weir.compiler.mach.VReg;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The half of the compiler behind the intermediate representation.
public final class Backend {
  private Backend() {}

  /// Compiles a module to an object.
  ///
  /// @param module optimised IR that its checks accept
  /// @param diagnostics where stack frames that are too large are reported; the object must not be
  ///   used when it has errors
  public static BpfObject compile(
      IrModule module, BackendOptions options, Diagnostics diagnostics) {
    MachTarget target = MachTarget.of(module);
    Map<String, Code> code = new LinkedHashMap<>();
    for (IrFunction function : module.functions()) {
      code.put(function.name(), compile(function, target, options, diagnostics));
    }
    return ObjectBuilder.build(module, code, BtfBuilder.build(module));
  }

  private static Code compile(
      IrFunction function, MachTarget target, BackendOptions options, Diagnostics diagnostics) {
    String name = function.name();
    MachFunction<VReg> selected = Selector.select(function, target);
    options.dump().dump("select", name, () -> MachPrinter.print(selected));
    Allocation allocation = Allocator.allocate(selected, diagnostics);
    options.dump().dump("alloc", name, () -> MachPrinter.print(allocation.function()));
    if (options.checkAllocation()) {
      List<String> wrong = AllocationCheck.check(selected, allocation);
      if (!wrong.isEmpty()) {
        throw new IllegalStateException(
            "register allocation of " + name + " is wrong: " + String.join("; ", wrong));
      }
    }
    LinearCode linear = Linearizer.linearize(allocation.function());
    options.dump().dump("code", name, () -> MachPrinter.print(linear));
    return Assembler.assemble(linear, target.kernel(), diagnostics);
  }
}
