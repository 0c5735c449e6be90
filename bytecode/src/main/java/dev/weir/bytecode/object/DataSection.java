// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A section of global variables; the loader makes it the only value of an array map.
///
/// @param name ELF section: `.rodata*`, `.data*` or `.bss*`
/// @param content initial bytes; all zero for `.bss`
/// @param variables what lies where, ascending by offset
/// @param btfId id of the BTF `DATASEC`, 0 for none
public record DataSection(String name, byte[] content, List<Variable> variables, int btfId) {
  /// Copies content and list.
  public DataSection {
    Objects.requireNonNull(name);
    content = content.clone();
    variables = List.copyOf(variables);
  }

  /// A copy of the initial bytes.
  @Override
  public byte[] content() {
    return content.clone();
  }

  /// Whether programs may only read it, so that loads fold to constants.
  public boolean readOnly() {
    return name.startsWith(".rodata");
  }

  /// Whether it takes no space in the file.
  public boolean zero() {
    return name.startsWith(".bss");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataSection that
        && name.equals(that.name)
        && Arrays.equals(content, that.content)
        && variables.equals(that.variables)
        && btfId == that.btfId;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(content), variables, btfId);
  }

  /// A global variable.
  ///
  /// @param name unique in the object
  /// @param offset bytes from the section's start
  /// @param size bytes
  /// @param btfId id of the BTF `VAR`, 0 for none
  public record Variable(String name, int offset, int size, int btfId) {
    /// Checks for null.
    public Variable {
      Objects.requireNonNull(name);
    }
  }
}
