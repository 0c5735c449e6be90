// SPDX-License-Identifier: Apache-2.0
/// How the text checker works: names, types, absence, and what each hook permits.
///
/// ```text
/// UnitChecker    order of work for a unit
/// Modules        reads used modules; Module is one of them with its names
/// Declarations   what a declared name stands for: types, maps, constants, globals
/// Functions      functions checked for each hook that reaches them
/// BodyChecker    statements of one body; Expressions, Members, Calls ... its expressions
/// Flow           which packet views are dead where
/// Conversions    what fits where; Folding computes constants
/// ```
///
/// A function is checked anew for each hook and kind of argument it is called with, because what it
/// may do depends on them. An expression that could not be checked becomes [Poison], which fits
/// everywhere and is never complained about again.
@NullMarked
package dev.weir.compiler.text.check;

import org.jspecify.annotations.NullMarked;
