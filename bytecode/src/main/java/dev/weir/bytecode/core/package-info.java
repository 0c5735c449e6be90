// SPDX-License-Identifier: Apache-2.0
/// Relocation of programs against a kernel's types (CO-RE, compile once, run everywhere):
/// [dev.weir.bytecode.core.CoreRelocator] writes what [dev.weir.bytecode.core.KernelTypes] say into
/// instructions.
@NullMarked
package dev.weir.bytecode.core;

import org.jspecify.annotations.NullMarked;
