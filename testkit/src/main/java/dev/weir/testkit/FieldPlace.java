// SPDX-License-Identifier: Apache-2.0
package dev.weir.testkit;

import dev.weir.bytecode.kernel.ContextField;
import dev.weir.bytecode.kernel.Hook;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A field of a context, or an element of one that is an array.
///
/// @param field the field
/// @param offset bytes from the context's start
record FieldPlace(ContextField field, int offset) {
  private static final Pattern NAME = Pattern.compile("(\\w+)(?:\\[(\\d+)])?");

  /// The place that a name such as `mark` or `cb[0]` means at a hook.
  static FieldPlace of(Hook hook, String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("`" + name + "` is no name of a field");
    }
    ContextField field =
        hook.context()
            .field(matcher.group(1))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the context of `"
                        + hook.name()
                        + "` has no field `"
                        + name
                        + "`; it has: "
                        + String.join(
                            ", ",
                            hook.context().fields().stream().map(ContextField::name).toList())));
    int index = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    if (index >= field.count()) {
      throw new IllegalArgumentException(
          "`" + name + "`: the field has " + field.count() + " elements");
    }
    return new FieldPlace(field, field.offsetBytes() + index * field.sizeBytes());
  }
}
