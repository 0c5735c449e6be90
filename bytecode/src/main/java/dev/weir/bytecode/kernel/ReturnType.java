// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// The type of a helper's result.
///
/// @param kind what R0 holds
/// @param nullable whether it may be null and must be checked
/// @param readOnly whether memory behind it must not be written
/// @param btfType the kernel structure of a [ReturnKind#BTF_ID], otherwise empty
public record ReturnType(ReturnKind kind, boolean nullable, boolean readOnly, String btfType) {}
