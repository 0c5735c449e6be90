// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.declare;

import java.lang.constant.ClassDesc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a static initialiser gives a field.
public sealed interface Initial {
  /// A number or boolean.
  record Number(long value) implements Initial {}

  /// A string, class or `null` in the program's text.
  record Constant(@Nullable Object value) implements Initial {}

  /// A constant of an enum, or another static field.
  record Reference(String owner, String name) implements Initial {}

  /// An array of numbers; the list is filled as the initialiser runs.
  record Numbers(ClassDesc element, long[] values) implements Initial {}

  /// An array of objects.
  record Objects(ClassDesc element, List<Initial> values) implements Initial {}

  /// An object of one of the user's classes.
  ///
  /// @param fields what its constructor gives its fields, filled as it runs; [#REST] stands for
  ///   those that are not there when the constructor was not evaluated to its end
  record Instance(String owner, Map<String, Initial> fields) implements Initial {
    /// The name of what is not known.
    static final String REST = "";
  }

  /// A call of a library, such as `HashMap.withCapacity(16)`, the receiver first in `arguments`.
  record Call(String owner, String name, List<Initial> arguments) implements Initial {
    /// Copies the list.
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /// Something that the compiler does not evaluate.
  ///
  /// @param why what it met
  record Unknown(String why, int line) implements Initial {}
}
