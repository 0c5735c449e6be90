// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.diag.SourceFile;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.ir.IrFunction;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.ir.text.IrPrinter;
import dev.weir.compiler.opt.Optimizer;
import dev.weir.compiler.opt.OptimizerOptions;
import dev.weir.compiler.text.ModuleSource;
import dev.weir.compiler.text.TextParser;
import dev.weir.compiler.text.check.TextChecker;
import dev.weir.compiler.text.lower.TextLowering;
import dev.weir.compiler.text.typed.Unit;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// From source text to a compiled object: the stages, in order.
public final class Compiler {
  private final CompileOptions options;
  private final ModuleSource modules;
  private final Diagnostics diagnostics;

  private Compiler(CompileOptions options, ModuleSource modules, Diagnostics diagnostics) {
    this.options = options;
    this.modules = modules;
    this.diagnostics = diagnostics;
  }

  /// Compiles a source of the text language.
  ///
  /// @param diagnostics takes everything that is wrong with the source, errors and warnings
  /// @return the object; empty when there are errors
  /// @throws CompilerBug when a stage fails, which is never the user's fault
  public static Optional<BpfObject> compile(
      SourceFile source, CompileOptions options, Diagnostics diagnostics) {
    return compile(source, ModuleSource.folders(options.sourceRoots()), options, diagnostics);
  }

  /// Compiles a source of the text language whose modules come from elsewhere than folders.
  ///
  /// @param modules asked for each module that the source and its modules use, before those that
  ///   come with Weir; the folders of the options are not
  /// @param diagnostics takes everything that is wrong with the source, errors and warnings
  /// @return the object; empty when there are errors
  /// @throws CompilerBug when a stage fails, which is never the user's fault
  public static Optional<BpfObject> compile(
      SourceFile source, ModuleSource modules, CompileOptions options, Diagnostics diagnostics) {
    return new Compiler(options, modules.or(ModuleSource.bundled()), diagnostics).compile(source);
  }

  private Optional<BpfObject> compile(SourceFile source) {
    var parsed = stage("parse", () -> TextParser.parse(source, diagnostics));
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    var checkOptions = new TextChecker.Options(options.target(), modules);
    Unit unit = stage("check", () -> TextChecker.check(parsed, checkOptions, diagnostics));
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    IrModule lowered = stage("lower", () -> TextLowering.lower(unit));
    return compile(lowered);
  }

  /// Compiles a module that a front end made.
  static Optional<BpfObject> compile(
      IrModule lowered, CompileOptions options, Diagnostics diagnostics) {
    return new Compiler(options, ModuleSource.bundled(), diagnostics).compile(lowered);
  }

  private Optional<BpfObject> compile(IrModule lowered) {
    lowered.functions().forEach(f -> dump("lower", f));
    IrModule optimized = stage("optimize", () -> Optimizer.optimize(lowered, optimizerOptions()));
    optimized.functions().forEach(f -> dump("optimize", f));
    BpfObject object =
        stage("generate", () -> Backend.compile(optimized, backendOptions(), diagnostics));
    return diagnostics.hasErrors() ? Optional.empty() : Optional.of(object);
  }

  private <T> T stage(String name, Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw CompilerBug.of(name, null, e);
    } finally {
      options.timingSink().accept(name, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private OptimizerOptions optimizerOptions() {
    return new OptimizerOptions(
        true,
        options.disabled(),
        options.bisect().isPresent() ? options.bisect().getAsInt() : Long.MAX_VALUE,
        options.check(),
        (pass, _, after) -> dump(pass.name(), after),
        (pass, _, nanos) ->
            options.timingSink().accept("optimize " + pass.name(), Duration.ofNanos(nanos)));
  }

  private BackendOptions backendOptions() {
    return new BackendOptions(
        options.check(),
        (stage, function, text) -> {
          if (wants(stage, function)) {
            options.dumpSink().accept(stage + " " + function, text.get());
          }
        });
  }

  private void dump(String stage, IrFunction function) {
    if (wants(stage, function.name())) {
      options.dumpSink().accept(stage + " " + function.name(), IrPrinter.print(function));
    }
  }

  private boolean wants(String stage, String function) {
    return options.dump().map(d -> d.wants(stage, function)).orElse(false);
  }
}
