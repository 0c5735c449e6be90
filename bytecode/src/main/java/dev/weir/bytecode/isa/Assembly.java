// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.isa;

/// What [CodeBuilder#build] gives: code with all labels resolved, or the jump that cannot be built.
public sealed interface Assembly permits Assembled, BranchOutOfRange {}
