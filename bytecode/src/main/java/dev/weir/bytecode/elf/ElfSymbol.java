// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.util.Objects;

/// A symbol.
///
/// @param name its name; for section symbols the section's
/// @param type `STT_*`
/// @param binding `STB_*`
/// @param section index into [ElfFile#sections], -1 when it is defined elsewhere
/// @param value bytes from the start of the section
/// @param size bytes
public record ElfSymbol(String name, int type, int binding, int section, long value, long size) {
  /// `STT_NOTYPE`.
  public static final int NOTYPE = 0;

  /// `STT_OBJECT`.
  public static final int OBJECT = 1;

  /// `STT_FUNC`.
  public static final int FUNCTION = 2;

  /// `STT_SECTION`.
  public static final int SECTION = 3;

  /// `STB_LOCAL`.
  public static final int LOCAL = 0;

  /// `STB_GLOBAL`.
  public static final int GLOBAL = 1;

  /// `STB_WEAK`.
  public static final int WEAK = 2;

  /// Checks for null.
  public ElfSymbol {
    Objects.requireNonNull(name);
  }
}
