// SPDX-License-Identifier: Apache-2.0
/// Class files as the front end sees them: classes by name, and methods as basic blocks with the
/// source lines of their instructions.
///
/// Bytes -> [dev.weir.compiler.java.read.Classes] -> [dev.weir.compiler.java.read.MethodCode] ->
/// package `lower`. No class is loaded or initialised.
@NullMarked
package dev.weir.compiler.java.read;

import org.jspecify.annotations.NullMarked;
