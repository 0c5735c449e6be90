// SPDX-License-Identifier: Apache-2.0
/// From the typed tree of the text language to IR: `typed.Unit` -> `ir.IrModule`.
///
/// [TextLowering] is the entry. One [FunctionLowering] makes one IR function and holds what its
/// parts share: [Statements], [Expressions], [Conditions], [Aggregates], [Places], [Lookups],
/// [Packets] and [Calls], each for the nodes of that name. Inline functions are lowered anew at
/// each call, in a [Frame] of their own, so that views of the packet pass through them.
@NullMarked
package dev.weir.compiler.text.lower;

import org.jspecify.annotations.NullMarked;
