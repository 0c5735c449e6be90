// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.kernel.Kfunc;

/// What an instruction refers to by other means than a number in itself.
public sealed interface Reference {
  /// The map itself.
  record MapAddress(ImageMap map) implements Reference {}

  /// A place in a map's first value.
  record MapValueAddress(ImageMap map, int offset) implements Reference {}

  /// The address of a function of the program, for a callback.
  ///
  /// @param function index into the image's functions
  record FunctionAddress(int function) implements Reference {}

  /// A call of a function of the program.
  ///
  /// @param function index into the image's functions
  record LocalCall(int function) implements Reference {}

  /// A call of a kernel function that the tables know.
  record KfuncCall(Kfunc kfunc) implements Reference {}

  /// A kernel variable, by the id of its `VAR` in the kernel's BTF.
  record KernelVariable(String name, int btfId) implements Reference {}

  /// A kernel function or variable that this kernel does not have; a weak one loads as zero, a call
  /// of it is refused only where it can be reached.
  record Missing(String name) implements Reference {}
}
