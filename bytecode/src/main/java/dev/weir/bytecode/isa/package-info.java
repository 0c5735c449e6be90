// SPDX-License-Identifier: Apache-2.0
/// The eBPF instruction set: instructions as sealed records, the 8-byte codec, the code builder
/// with labels and the disassembler. Package `listing` reads text back.
///
/// Source: RFC 9669, and the Linux kernel's `include/uapi/linux/bpf.h` for what came since.
@NullMarked
package dev.weir.bytecode.isa;

import org.jspecify.annotations.NullMarked;
