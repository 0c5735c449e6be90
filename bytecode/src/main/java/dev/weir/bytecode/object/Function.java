// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Objects;

/// A body of code with a name.
///
/// @param name unique in the object; a C identifier
/// @param linkage how the verifier treats calls
/// @param code the instructions
/// @param btfId id of the BTF `FUNC`, 0 when there is none
public record Function(String name, Linkage linkage, Code code, int btfId) {
  /// Checks for null.
  public Function {
    Objects.requireNonNull(name);
    Objects.requireNonNull(linkage);
    Objects.requireNonNull(code);
  }
}
