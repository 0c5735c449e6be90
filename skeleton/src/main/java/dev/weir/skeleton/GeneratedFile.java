// SPDX-License-Identifier: Apache-2.0
package dev.weir.skeleton;

import java.util.Arrays;
import java.util.Objects;

/// A file to write.
///
/// @param kind where it belongs
/// @param path below the folder of its kind, with `/` between names, such as
///   `com/example/SocketLb.java`
/// @param content its bytes
public record GeneratedFile(Kind kind, String path, byte[] content) {
  /// Copies the bytes.
  public GeneratedFile {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(path);
    content = content.clone();
  }

  /// Where a file belongs.
  public enum Kind {
    /// Java source, below the folder of generated sources.
    SOURCE,
    /// A resource, below the folder of resources.
    RESOURCE
  }

  /// A copy of the bytes.
  @Override
  public byte[] content() {
    return content.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GeneratedFile that
        && kind == that.kind
        && path.equals(that.path)
        && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, path, Arrays.hashCode(content));
  }

  @Override
  public String toString() {
    return path + " (" + content.length + " bytes)";
  }
}
