// SPDX-License-Identifier: Apache-2.0
/// The typed tree of the text language: the contract between checking and lowering.
///
/// Made by [dev.weir.compiler.text.check.TextChecker], read by `TextLowering`. Names are resolved
/// to the declared records, every expression has a type, sugar is gone: compound assignments are
/// loads and stores, conversions are written out, absence is handled by the few nodes that take a
/// [Lookup], header rewrites, FIB lookups, counters, verdicts with an errno, and map updates have
/// become ordinary stores, conditions and helper calls.
///
/// ```text
/// Unit       maps, globals, functions (callees first), programs
/// Program    hook + Block                 the context is implicit: Place.Context, Argument.Context
/// Function   parameters + Block           inlined, or a subprogram
/// Block      statements + optional value
/// Statement  Let LetElse Assign Evaluate For While Break Continue Return Trace
/// Expr       a value: scalar, aggregate (struct, array, ip6, mac), view (pointer), or none
/// Place      memory or context that can be loaded and, where writable, stored
/// Lookup     something that may be absent
/// ```
///
/// **Values.** Scalars (`Int`, `Bool`, `Be`, `Enumeration`, `Verdict`) are IR scalars: `i64` for 8
/// bytes, else `i32`; types below 4 bytes are kept in range (unsigned ones zero-extended, signed
/// ones sign-extended to 32 bits). A `Be` scalar holds the bytes as they lie in memory, loaded as a
/// machine integer; constants ([Expr.Const], [Expr.Switch] ranges) give the *number meant*, so
/// lowering swaps them. Aggregates live in memory; an aggregate expression is materialised where it
/// is used, padding zeroed. Views and sockets are pointers that are not null.
///
/// **Order.** Operands are evaluated left to right, then the effect takes place. `&&`, `||`, `if`
/// and `match` evaluate only what is needed.
@NullMarked
package dev.weir.compiler.text.typed;

import org.jspecify.annotations.NullMarked;
