// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import dev.weir.bytecode.diag.Span;
import dev.weir.bytecode.kernel.Hook;
import dev.weir.compiler.java.read.Classes;
import java.util.List;

/// A class marked `@Bpf`, with its programs. What static fields hold is asked of [StaticFields].
///
/// @param name module name, dotted
/// @param owner internal name of the class
public record JavaModule(String name, String license, String owner, List<Program> programs) {
  /// Copies the list.
  public JavaModule {
    programs = List.copyOf(programs);
  }

  /// A method that runs at a hook.
  ///
  /// @param name of the program
  public record Program(String name, Hook hook, Classes.Found method, Span span) {}
}
