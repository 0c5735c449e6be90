// SPDX-License-Identifier: Apache-2.0
/// What the Linux kernel offers to BPF programs, as tables: program, attach and map types, the
/// [dev.weir.bytecode.kernel.Hook] a program is written for with its context layout, return range
/// and verdict names, helpers and kfuncs with their signatures, errno values and instruction-set
/// features. Every row carries the first kernel that has it.
///
/// Start at [dev.weir.bytecode.kernel.Hooks], [dev.weir.bytecode.kernel.Helpers] and
/// [dev.weir.bytecode.kernel.Kfuncs]. Closed sets are enums; the larger tables are `.tsv` resources
/// beside this package, written by `bytecode/tables/generate.py` from data measured on real
/// kernels, and read once, on first use. To add a row, change the generator (which says where each
/// fact comes from) and run it again.
@NullMarked
package dev.weir.bytecode.kernel;

import org.jspecify.annotations.NullMarked;
