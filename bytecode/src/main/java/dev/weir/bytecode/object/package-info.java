// SPDX-License-Identifier: Apache-2.0
/// A compiled unit: programs, functions, maps, global data, relocations, line information, types.
///
/// [BpfObject] is what compilers produce and what the ELF writer, the loader, the verifier model
/// and the VM take. It is a plain value: nothing in it depends on a running kernel.
@NullMarked
package dev.weir.bytecode.object;

import org.jspecify.annotations.NullMarked;
