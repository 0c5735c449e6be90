// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.bind;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrType;
import dev.weir.compiler.java.lower.Binding;
import dev.weir.compiler.java.lower.Call;
import dev.weir.compiler.java.lower.Operand;
import dev.weir.compiler.java.lower.Range;
import java.util.Map;

/// Questions about the kernel that is compiled for.
final class Kernels {
  private Kernels() {}

  static void addTo(Map<String, Binding.Table> classes) {
    classes.put("Kernel", DslBindings.byName(Map.of("atLeast", Kernels::atLeast)));
  }

  private static Operand atLeast(Call call) {
    Range major = call.number(0).range();
    Range minor = call.number(1).range();
    if (!major.isConstant() || !minor.isConstant()) {
      return call.failed(
          LibraryCode.NOT_CONSTANT.at(
              "a kernel version is two constants", call.span(), "not known when compiling"));
    }
    boolean holds = call.target().atLeast(new KernelVersion((int) major.min(), (int) minor.min()));
    return call.ofInt(
        call.builder().constant(IrType.I32, holds ? 1 : 0), Range.constant(holds ? 1 : 0));
  }
}
