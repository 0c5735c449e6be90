// SPDX-License-Identifier: Apache-2.0
/// BPF type format: types as records, and everything that works on them without a kernel.
///
/// ```text
/// bytes -- BtfReader --> Btf -- BtfWriter --> bytes        .BTF
/// bytes -- BtfExtReader --> BtfExt -- BtfExtWriter --> bytes        .BTF.ext, strings shared with .BTF
/// Btf -- BtfDedup --> Btf        equal types once
/// Btf -- BtfText --> text        as bpftool prints it
/// ```
///
/// [BtfTypes] builds a [Btf] type by type. A new kind is a record of [BtfType]; the exhaustive
/// switches of reader, writer, text and [BtfReferences] then name what is missing.
///
/// Source: the Linux kernel's `Documentation/bpf/btf.rst` and `include/uapi/linux/btf.h`.
@NullMarked
package dev.weir.bytecode.btf;

import org.jspecify.annotations.NullMarked;
