// SPDX-License-Identifier: Apache-2.0
/// ELF relocatable objects for eBPF: sections, symbols and relocations as values, reading and
/// writing.
///
/// Source: the System V ABI's object file chapter and `include/uapi/linux/elf.h`. What the sections
/// of a BPF object mean is the business of package `object`.
@NullMarked
package dev.weir.bytecode.elf;

import org.jspecify.annotations.NullMarked;
