// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A section of an object, without the tables that only serve the file format.
///
/// @param name its name
/// @param type `SHT_*`; none of the types of symbol, string and relocation tables
/// @param flags `SHF_*`
/// @param align alignment in bytes, a power of two from 1 to 4096
/// @param content its bytes; zeros for [#NOBITS]
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

  /// Copies content and list.
  public ElfSection {
    Objects.requireNonNull(name);
    content = content.clone();
    relocations = List.copyOf(relocations);
    if (align < 1 || align > 4096 || Integer.bitCount(align) != 1) {
      throw new IllegalArgumentException("section `" + name + "`: alignment " + align);
    }
  }

  /// A copy of the bytes.
  @Override
  public byte[] content() {
    return content.clone();
  }

  /// The number of bytes.
  public int sizeBytes() {
    return content.length;
  }

  /// Whether it holds code.
  public boolean code() {
    return type == PROGBITS && (flags & EXECUTE) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ElfSection that
        && name.equals(that.name)
        && type == that.type
        && flags == that.flags
        && align == that.align
        && Arrays.equals(content, that.content)
        && relocations.equals(that.relocations);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, flags, align, Arrays.hashCode(content), relocations);
  }
}
