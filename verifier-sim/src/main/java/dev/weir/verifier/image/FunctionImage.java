// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.image;

import dev.weir.bytecode.object.Linkage;

/// A function of a program.
///
/// @param name as in the source
/// @param start first slot
/// @param end one past the last slot
/// @param linkage whether it is verified once on its own (global) or at each call
/// @param btfId id of its `FUNC` in the object's BTF, 0 for none
public record FunctionImage(String name, int start, int end, Linkage linkage, int btfId) {}
