// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.compiler.CompilerBug;
import dev.weir.compiler.ir.IrCheck;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrPrinter;
import java.util.ArrayList;
import java.util.List;

/// Runs the passes over a module.
public final class Optimizer {
  /// More rounds than a function needs; a change that undoes another ends here.
  private static final int ROUNDS = 12;

  private final OptimizerOptions options;
  private final PassContext context;
  private long runs;

  private Optimizer(IrModule module, OptimizerOptions options) {
    this.options = options;
    this.context = new PassContext(module.target(), module);
  }

  /// The module with every function optimised; functions of kind `inline` are gone. The result
  /// depends on the module and the options alone.
  ///
  /// @throws CompilerBug that names pass and function, when a pass fails or breaks an invariant
  public static IrModule optimize(IrModule module, OptimizerOptions options) {
    Optimizer optimizer = new Optimizer(module, options);
    List<IrFunction> functions = new ArrayList<>();
    for (IrFunction function : module.functions()) {
      if (!(function.kind() instanceof IrFunction.Kind.Inline)) {
        functions.add(optimizer.optimize(function));
      }
    }
    return module.with(functions);
  }

  private IrFunction optimize(IrFunction function) {
    IrFunction current = run(Passes.INLINING, function);
    for (int round = 0; round < ROUNDS; round++) {
      IrFunction before = current;
      for (Pass pass : Passes.REPEATED) {
        current = run(pass, current);
      }
      if (current.equals(before)) {
        break;
      }
    }
    return current;
  }

  private IrFunction run(Pass pass, IrFunction function) {
    boolean wanted = options.enabled() && !options.disabled().contains(pass.name());
    if (!pass.required() && (!wanted || runs++ >= options.bisect())) {
      return function;
    }
    long start = System.nanoTime();
    IrFunction result;
    try {
      result = pass.body().apply(function, context);
    } catch (RuntimeException e) {
      throw bug(pass, function, CompilerBug.describe(e), e);
    }
    options.timing().accept(pass, function, System.nanoTime() - start);
    if (options.check()) {
      List<String> problems = IrCheck.check(result);
      if (!problems.isEmpty()) {
        throw bug(pass, function, String.join("; ", problems), null);
      }
    }
    if (!result.equals(function)) {
      options.dump().accept(pass, function, result);
    }
    return result;
  }

  private static CompilerBug bug(
      Pass pass,
      IrFunction function,
      String message,
      @org.jspecify.annotations.Nullable RuntimeException cause) {
    return new CompilerBug(
        "optimize", pass.name(), function.name(), IrPrinter.print(function), message, cause);
  }
}
