// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.object;

import java.util.Objects;

/// The source position of the instruction at a slot and of those that follow up to the next record.
///
/// @param slot from the function's start
/// @param file source name
/// @param text the source line, trimmed or not; what the kernel's log shows
/// @param line from 1; 0 when unknown
/// @param column from 1; 0 when unknown
public record LineInfo(int slot, String file, String text, int line, int column) {
  /// Checks for null.
  public LineInfo {
    Objects.requireNonNull(file);
    Objects.requireNonNull(text);
  }
}
