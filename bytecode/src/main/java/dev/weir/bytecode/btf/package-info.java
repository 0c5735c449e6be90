// SPDX-License-Identifier: Apache-2.0
/// BPF type format: all kinds as records, reading, writing, deduplication, and the `.BTF.ext`
/// records.
///
/// Source: the Linux kernel's `Documentation/bpf/btf.rst` and `include/uapi/linux/btf.h`.
@NullMarked
package dev.weir.bytecode.btf;

import org.jspecify.annotations.NullMarked;
