// SPDX-License-Identifier: Apache-2.0
/// ELF relocatable objects for eBPF: sections, symbols and relocations as values, reading and
/// writing.
///
/// ```text
/// bytes -- ElfReader --> ElfFile -- ElfWriter --> bytes
/// ```
///
/// The tables that only serve the format (names, symbols, relocations) are not sections here. What
/// the sections of a BPF object mean is the business of package `object`.
///
/// Source: the System V ABI's object file chapter and `include/uapi/linux/elf.h`.
@NullMarked
package dev.weir.bytecode.elf;

import org.jspecify.annotations.NullMarked;
