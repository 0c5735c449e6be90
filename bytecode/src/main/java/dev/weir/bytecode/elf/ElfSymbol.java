// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.util.Objects;

/// A symbol.
///
/// @param name its name; for section symbols the section's
/// @param type `STT_*`
/// @param binding `STB_*`
/// @param visibility `STV_*`
/// @param section index into [ElfFile#sections], or one of the negative constants here
/// @param value bytes from the start of the section
/// @param size bytes
public record ElfSymbol(
    String name, int type, int binding, int visibility, int section, long value, long size) {
  /// `STT_NOTYPE`.
  public static final int NOTYPE = 0;

  /// `STT_OBJECT`.
  public static final int OBJECT = 1;

  /// `STT_FUNC`.
  public static final int FUNCTION = 2;

  /// `STT_SECTION`.
  public static final int SECTION = 3;

  /// `STT_FILE`.
  public static final int FILE = 4;

  /// `STB_LOCAL`.
  public static final int LOCAL = 0;

  /// `STB_GLOBAL`.
  public static final int GLOBAL = 1;

  /// `STB_WEAK`.
  public static final int WEAK = 2;

  /// `STV_DEFAULT`.
  public static final int DEFAULT = 0;

  /// `STV_INTERNAL`.
  public static final int INTERNAL = 1;

  /// `STV_HIDDEN`.
  public static final int HIDDEN = 2;

  /// Defined elsewhere (`SHN_UNDEF`).
  public static final int UNDEFINED = -1;

  /// A plain number (`SHN_ABS`).
  public static final int ABSOLUTE = -2;

  /// Unallocated (`SHN_COMMON`).
  public static final int COMMON = -3;

  /// Checks for null and for values that have no place in a file.
  public ElfSymbol {
    Objects.requireNonNull(name);
    if ((type & ~0xf) != 0 || (binding & ~0xf) != 0 || (visibility & ~3) != 0) {
      throw new IllegalArgumentException(
          "symbol `"
              + name
              + "`: type "
              + type
              + ", binding "
              + binding
              + ", visibility "
              + visibility);
    }
    if (section < COMMON) {
      throw new IllegalArgumentException("symbol `" + name + "`: section " + section);
    }
  }

  /// Whether it is defined in a section of the file.
  public boolean defined() {
    return section >= 0;
  }
}
