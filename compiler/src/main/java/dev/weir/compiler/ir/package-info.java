// SPDX-License-Identifier: Apache-2.0
/// The intermediate representation where the front ends meet: SSA with block parameters.
///
/// A module holds declarations (maps, globals) and functions; a function holds blocks; a block
/// holds operations and ends in one terminator. All are immutable records. Analyses are computed
/// from a function when needed and never stored in it.
///
/// ```text
/// module    = name license maps globals functions
/// function  = kind name params result slots blocks      (blocks[0] is the entry, without parameters)
/// block     = id params operations terminator
/// operation = result? opcode operands span?
/// ```
///
/// Scalars have the machine's two widths. An `i32` value is always held zero-extended to 64 bits in
/// its register; 8- and 16-bit language types are `i32` values that the front end keeps in range.
@NullMarked
package dev.weir.compiler.ir;

import org.jspecify.annotations.NullMarked;
