// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// What came of one source.
///
/// @param source or class file, relative to the project's folder
/// @param messages errors and warnings
/// @param inputs the source, all it imports or uses, and what was looked for in vain
/// @param objects what was written: nothing after an error or for a source without programs
public record Compiled(
    String source, List<Message> messages, List<Input> inputs, List<ObjectInfo> objects)
    implements Serializable {
  /// Whether a message is an error.
  public boolean failed() {
    return messages.stream().anyMatch(Message::error);
  }
}
