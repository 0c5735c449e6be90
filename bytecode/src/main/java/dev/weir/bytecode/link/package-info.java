// SPDX-License-Identifier: Apache-2.0
/// What an object becomes on its way to a kernel, as far as no kernel is needed for it: programs
/// joined with their functions ([dev.weir.bytecode.link.ProgramLinker]), what their sections say
/// ([dev.weir.bytecode.link.ProgramKind]), global data and settings as maps
/// ([dev.weir.bytecode.link.DataMap]), sizes that the kernel asks for
/// ([dev.weir.bytecode.link.MapAdjustment]).
///
/// The loader, the verifier model and the virtual machine all start here, so that they mean the
/// same program. Relocation against a kernel's types is in `dev.weir.bytecode.core`.
@NullMarked
package dev.weir.bytecode.link;

import org.jspecify.annotations.NullMarked;
