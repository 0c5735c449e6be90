// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

/// A relocation without addend (`SHT_REL`): the addend is in the place that is relocated.
///
/// @param offset bytes from the start of the section
/// @param type `R_BPF_*`
/// @param symbol index into [ElfFile#symbols]
public record ElfRelocation(long offset, int type, int symbol) {
  /// `R_BPF_64_64`: the 64-bit immediate of a load.
  public static final int R64_64 = 1;

  /// `R_BPF_64_ABS64`: eight bytes of data.
  public static final int ABS64 = 2;

  /// `R_BPF_64_32`: the distance of a call.
  public static final int R64_32 = 10;
}
