// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler;

import dev.weir.bytecode.diag.Diagnostics;
import dev.weir.bytecode.object.BpfObject;
import dev.weir.compiler.ir.IrModule;
import dev.weir.compiler.java.ClassSources;
import dev.weir.compiler.java.JavaCode;
import dev.weir.compiler.java.bind.DslBindings;
import dev.weir.compiler.java.bind.JavaBindings;
import dev.weir.compiler.java.declare.JavaModule;
import dev.weir.compiler.java.declare.JavaTypes;
import dev.weir.compiler.java.declare.ModuleReader;
import dev.weir.compiler.java.declare.StaticFields;
import dev.weir.compiler.java.lower.JavaLowering;
import dev.weir.compiler.java.read.Classes;
import dev.weir.compiler.java.read.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// From class files to compiled objects. No class is loaded or initialised.
public final class JavaCompiler {
  /// The newest class file version that is read: that of Java 25.
  private static final int NEWEST = 69;

  private JavaCompiler() {}

  /// Compiles the classes marked `@Bpf`.
  ///
  /// @param classFiles their bytes and those of the classes they use, in any order
  /// @param sources where texts for messages and line information are found
  /// @param diagnostics takes everything that is wrong with the classes
  /// @return an object for each marked class, by class name; empty when there are errors
  /// @throws CompilerBug when a stage fails, which is never the user's fault
  public static List<BpfObject> compile(
      List<byte[]> classFiles,
      ClassSources sources,
      CompileOptions options,
      Diagnostics diagnostics) {
    Classes classes = new Classes();
    classFiles.forEach(bytes -> add(classes, bytes, diagnostics));
    if (diagnostics.hasErrors()) {
      return List.of();
    }
    try {
      return compile(classes, new Lines(classes, sources), options, diagnostics);
    } catch (CompilerBug bug) {
      throw bug;
    } catch (RuntimeException e) {
      throw CompilerBug.of("lower", null, e);
    }
  }

  private static void add(Classes classes, byte[] bytes, Diagnostics diagnostics) {
    int major = bytes.length < 8 ? 0 : (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    if (major > NEWEST) {
      diagnostics.report(
          JavaCode.CLASS_VERSION
              .anywhere(
                  "a class file of version " + major + ", newer than " + NEWEST + " of Java 25")
              .help("compile it with `javac --release 25`"));
      return;
    }
    try {
      classes.add(bytes);
    } catch (IllegalArgumentException e) {
      diagnostics.report(
          JavaCode.CLASS_FILE
              .anywhere("these " + bytes.length + " bytes are no class file, or a damaged one")
              .help("compile the source again"));
    }
  }

  private static List<BpfObject> compile(
      Classes classes, Lines lines, CompileOptions options, Diagnostics diagnostics) {
    JavaTypes types = new JavaTypes(classes, lines, diagnostics);
    StaticFields fields = new StaticFields(classes, types, lines, diagnostics);
    JavaLowering.Input input =
        new JavaLowering.Input(
            classes,
            lines,
            types,
            fields,
            DslBindings.table().or(JavaBindings.table()),
            options.target());
    List<BpfObject> objects = new ArrayList<>();
    for (JavaModule module : ModuleReader.read(classes, lines, diagnostics)) {
      Optional<IrModule> lowered = JavaLowering.lower(module, input, diagnostics);
      lowered.flatMap(ir -> Compiler.compile(ir, options, diagnostics)).ifPresent(objects::add);
    }
    return diagnostics.hasErrors() ? List.of() : objects;
  }
}
