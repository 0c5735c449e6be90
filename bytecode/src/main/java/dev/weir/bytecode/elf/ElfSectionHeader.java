// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.elf;

/// A section header as it stands in a file.
///
/// @param at where it stands, in bytes from the file's start
record ElfSectionHeader(
    int at,
    int name,
    int type,
    long flags,
    long offset,
    long size,
    int link,
    int info,
    long align) {

  /// The header at an offset.
  static ElfSectionHeader read(ElfBytes in, int at) {
    return new ElfSectionHeader(
        at,
        in.i32(at),
        in.i32(at + 4),
        in.i64(at + 8),
        in.i64(at + 24),
        in.i64(at + 32),
        in.i32(at + 40),
        in.i32(at + 44),
        in.i64(at + 48));
  }

  /// Whether the section only serves the file format.
  boolean table() {
    return type == ElfReader.SHT_SYMTAB || type == ElfReader.SHT_STRTAB || relocations();
  }

  /// Whether the section holds relocations.
  boolean relocations() {
    return type == ElfReader.SHT_REL || type == ElfReader.SHT_RELA;
  }
}
