// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import dev.weir.bytecode.core.KernelTypes;
import dev.weir.loader.error.BpfException;
import dev.weir.loader.error.LoaderProblem;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Functions, variables and types of the running kernel, by name; its BTF is read when first asked
/// for.
final class KernelSymbols {
  private final Supplier<Btf> reader;
  private @Nullable Btf types;
  private @Nullable KernelTypes index;

  KernelSymbols(Supplier<Btf> reader) {
    this.reader = reader;
  }

  /// The kernel's types.
  Btf types() {
    Btf known = types;
    if (known == null) {
      known = reader.get();
      types = known;
    }
    return known;
  }

  /// The kernel's types, indexed by name.
  KernelTypes indexed() {
    KernelTypes known = index;
    if (known == null) {
      known = new KernelTypes(types());
      index = known;
    }
    return known;
  }

  /// The BTF id of a kernel function.
  ///
  /// @param weak whether it may be missing
  /// @return empty when it is missing and may be
  /// @throws BpfException when it is missing and may not be
  Optional<Integer> function(String name, boolean weak) {
    return find(BtfType.Function.class, "function", name, weak);
  }

  /// The BTF id of a kernel variable.
  ///
  /// @param weak whether it may be missing
  /// @return empty when it is missing and may be
  /// @throws BpfException when it is missing and may not be
  Optional<Integer> variable(String name, boolean weak) {
    return find(BtfType.Variable.class, "variable", name, weak);
  }

  /// The BTF id of what a program is loaded for: a function, or for tracepoints a type.
  ///
  /// @throws BpfException when the kernel has none of that name
  int attachPoint(String name, String program) {
    return types()
        .find(BtfType.Function.class, name)
        .or(() -> types().find(BtfType.Typedef.class, name))
        .orElseThrow(() ->
            BpfException.of(
                LoaderProblem.NO_KERNEL_SYMBOL,
                "program `"
                    + program
                    + "` is for `"
                    + name
                    + "`, which the running kernel does not have"));
  }

  private Optional<Integer> find(
      Class<? extends BtfType> kind, String what, String name, boolean weak) {
    Optional<Integer> id = types().find(kind, name);
    if (id.isEmpty() && !weak) {
      throw BpfException.of(
          LoaderProblem.NO_KERNEL_SYMBOL,
          "the running kernel has no " + what + " `" + name + "`",
          "declare it `__weak` and test for it, or load on a kernel that has it");
    }
    return id;
  }
}
