// SPDX-License-Identifier: Apache-2.0
/// Puts the pieces of a compiled unit together.
///
/// [BtfBuilder] turns the module's types into BTF; [ObjectBuilder] joins code, types, maps and
/// globals to an object. Both are deterministic: the same module gives the same object.
@NullMarked
package dev.weir.compiler.emit;

import org.jspecify.annotations.NullMarked;
