// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven.task;

import java.io.Serializable;
import java.util.List;

/// What the manifest says of an object.
///
/// @param file below the output folder, with `/`
/// @param language `weir`, `java` or `listing`
/// @param sha256 of the object file
/// @param target oldest kernel it is for
/// @param license of its programs
public record ObjectInfo(
    String file,
    String language,
    String sha256,
    String target,
    String license,
    List<ProgramInfo> programs,
    List<MapInfo> maps)
    implements Serializable {

  /// An entry point.
  ///
  /// @param section names type and hook as libbpf does
  /// @param hook in Weir's own words, empty for hooks that it does not know
  public record ProgramInfo(String name, String section, String hook, int instructions)
      implements Serializable {}

  /// A map.
  ///
  /// @param type the kernel's name in lower case
  public record MapInfo(String name, String type, int keySize, int valueSize, int maxEntries)
      implements Serializable {}
}
