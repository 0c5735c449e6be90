// SPDX-License-Identifier: Apache-2.0
/// The syntax tree of the text language: what was written, names not yet resolved.
///
/// [dev.weir.compiler.text.TextParser] makes a [dev.weir.compiler.text.ast.Unit] of a source file,
/// [dev.weir.compiler.text.check.TextChecker] turns units into the typed tree. Every node has the
/// span of its text. Parentheses leave no trace; everything else is kept as written.
@NullMarked
package dev.weir.compiler.text.ast;

import org.jspecify.annotations.NullMarked;
