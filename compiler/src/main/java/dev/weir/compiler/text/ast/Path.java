// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.text.ast;

import dev.weir.bytecode.diag.Span;
import java.util.List;
import java.util.stream.Collectors;

/// Identifiers joined by dots: a module name, or a type or enumerator by its full name.
///
/// @param names at least one
public record Path(List<Name> names) {
  /// Copies the list.
  public Path {
    names = List.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("empty path");
    }
  }

  /// The dotted text.
  public String text() {
    return names.stream().map(Name::text).collect(Collectors.joining("."));
  }

  /// The last name.
  public Name last() {
    return names.getLast();
  }

  /// The place of the whole path.
  public Span span() {
    return names.getFirst().span().to(last().span());
  }
}
