// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

/// A relocation.
///
/// @param offset bytes from the start of the section
/// @param type `R_BPF_*`: 1 for 64-bit immediate loads, 10 for calls
/// @param symbol index into [ElfFile#symbols]
public record ElfRelocation(long offset, int type, int symbol) {
  /// `R_BPF_64_64`.
  public static final int R64_64 = 1;

  /// `R_BPF_64_32`.
  public static final int R64_32 = 10;
}
