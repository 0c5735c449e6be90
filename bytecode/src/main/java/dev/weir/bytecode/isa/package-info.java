// SPDX-License-Identifier: Apache-2.0
/// The eBPF instruction set: instructions as sealed records, the 8-byte codec, the code builder
/// with labels, the disassembler, the assembler and listing files.
///
/// Source: RFC 9669, and the Linux kernel's `include/uapi/linux/bpf.h` for what came since.
@NullMarked
package dev.weir.bytecode.isa;

import org.jspecify.annotations.NullMarked;
