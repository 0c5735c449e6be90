// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.util.List;
import java.util.Objects;

/// A section of an object, without the tables that only serve the file format.
///
/// @param name its name
/// @param type `SHT_*`
/// @param flags `SHF_*`
/// @param align alignment in bytes
/// @param content its bytes; zeros for `SHT_NOBITS`
/// @param relocations what is to be filled in, in file order
public record ElfSection(
    String name, int type, long flags, int align, byte[] content, List<ElfRelocation> relocations) {
  /// `SHT_PROGBITS`.
  public static final int PROGBITS = 1;

  /// `SHT_NOBITS`: takes no space in the file.
  public static final int NOBITS = 8;

  /// `SHF_WRITE`.
  public static final long WRITE = 1;

  /// `SHF_ALLOC`.
  public static final long ALLOC = 2;

  /// `SHF_EXECINSTR`.
  public static final long EXECUTE = 4;

  /// Checks for null and copies the list; the bytes are not copied.
  public ElfSection {
    Objects.requireNonNull(name);
    Objects.requireNonNull(content);
    relocations = List.copyOf(relocations);
  }

  /// Whether it holds code.
  public boolean code() {
    return type == PROGBITS && (flags & EXECUTE) != 0;
  }
}
