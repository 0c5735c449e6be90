// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

import java.util.Optional;

/// What a method, constructor or static field of a library means.
@FunctionalInterface
public interface Binding {
  /// Emits its code at `call.builder()` and gives its result; for `void` any operand, which is
  /// dropped. After a problem it gives [Call#failed].
  Operand lower(Call call);

  /// The bindings of a library.
  @FunctionalInterface
  interface Table {
    /// The binding of a member.
    ///
    /// @param owner internal name of the class, such as `dev/weir/dsl/Be32`
    /// @param name `<init>` for constructors
    /// @param descriptor of the method, or the type's of a field
    Optional<Binding> find(String owner, String name, String descriptor);

    /// This table, and another for what it does not have.
    default Table or(Table other) {
      return (owner, name, descriptor) ->
          find(owner, name, descriptor).or(() -> other.find(owner, name, descriptor));
    }
  }
}
