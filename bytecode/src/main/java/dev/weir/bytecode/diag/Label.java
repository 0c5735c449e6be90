// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.diag;

import java.util.Objects;

/// A place and what it contributes to a problem.
///
/// @param span the place
/// @param text what the place contributes, in lower case; may be empty
public record Label(Span span, String text) {
  /// Checks the parts.
  public Label {
    Objects.requireNonNull(span);
    Objects.requireNonNull(text);
  }
}
