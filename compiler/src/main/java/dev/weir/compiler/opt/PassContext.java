// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.opt;

import dev.weir.bytecode.kernel.KernelVersion;
import dev.weir.compiler.ir.IrModule;

/// What a pass may know besides its function.
///
/// @param target the oldest kernel the code must run on
/// @param module the module as it was before the pass; its functions may not be optimised yet
public record PassContext(KernelVersion target, IrModule module) {}
