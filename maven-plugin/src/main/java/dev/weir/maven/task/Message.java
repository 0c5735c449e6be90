// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;

/// Something wrong with a source, or worth knowing about it.
///
/// @param error whether it fails the build
/// @param code such as `W2003`
/// @param text one line
/// @param file relative to the project's folder, empty when the message has no place
/// @param line from 1, 0 when there is no place
/// @param column from 1, 0 when there is no place
/// @param report the whole report with the excerpt of the source, several lines
public record Message(
    boolean error, String code, String text, String file, int line, int column, String report)
    implements Serializable {
  /// This as a warning.
  public Message asWarning() {
    return new Message(false, code, text, file, line, column, report);
  }
}
