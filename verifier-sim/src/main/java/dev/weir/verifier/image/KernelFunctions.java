// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.btf.Btf;
import dev.weir.bytecode.btf.BtfType;
import java.util.List;
import java.util.Optional;

/// The kernel function, tracepoint or iterator that a program is loaded for.
///
/// @kernel v6.18 kernel/bpf/verifier.c bpf_check_attach_target
public final class KernelFunctions {
  private static final String TRACEPOINT = "btf_trace_";

  private KernelFunctions() {}

  /// What a kernel function takes and returns.
  ///
  /// @param function its name
  /// @param btf the types
  /// @param parameters what programs see of its parameters
  /// @param returns id of the type of its result, 0 for none
  public record Arguments(
      String function, Btf btf, List<BtfType.Parameter> parameters, int returns) {
    /// Copies the list.
    public Arguments {
      parameters = List.copyOf(parameters);
    }

    /// How many there are.
    public int count() {
      return parameters.size();
    }

    /// The type of an argument, or of the result behind the last one.
    public int type(int index) {
      return index == count() ? returns : parameters.get(index).type();
    }

    /// The name of an argument; empty for the result.
    public String name(int index) {
      return index == count() ? "" : parameters.get(index).name();
    }
  }

  /// What the function takes that a program is loaded for; empty where that is not known.
  public static Optional<Arguments> arguments(ProgramImage image) {
    KernelTypes types = image.kernelTypes();
    return image
        .kernelFunction()
        .flatMap(
            name -> name.startsWith(TRACEPOINT) ? tracepoint(types, name) : function(types, name));
  }

  /// The prototype of a function; empty where the types have none of that name.
  public static Optional<Arguments> function(KernelTypes types, String name) {
    Btf btf = types.btf();
    return types
        .function(name)
        .map(id -> btf.type(((BtfType.Function) btf.type(id)).prototype()))
        .map(type -> (BtfType.FunctionPrototype) type)
        .map(type -> new Arguments(name, btf, type.parameters(), type.returnType()));
  }

  /// A tracepoint's first parameter is the kernel's own. The function that runs programs knows the
  /// names of parameters, the type of the tracepoint only their types.
  private static Optional<Arguments> tracepoint(KernelTypes types, String name) {
    Btf btf = types.btf();
    String runner = "__bpf_trace_" + name.substring(TRACEPOINT.length());
    return function(types, runner)
        .or(() ->
            types
                .find(BtfType.Typedef.class, name)
                .map(id -> btf.type(btf.strip(id)))
                .filter(BtfType.Ptr.class::isInstance)
                .map(type -> btf.type(((BtfType.Ptr) type).type()))
                .filter(BtfType.FunctionPrototype.class::isInstance)
                .map(type -> (BtfType.FunctionPrototype) type)
                .map(type -> new Arguments(name, btf, type.parameters(), type.returnType())))
        .filter(found -> found.count() > 0)
        .map(found ->
            new Arguments(
                name, btf, found.parameters().subList(1, found.count()), found.returns()));
  }
}
