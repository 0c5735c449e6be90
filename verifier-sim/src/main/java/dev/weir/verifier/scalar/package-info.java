// SPDX-License-Identifier: Apache-2.0
/// What is known about a 64-bit number: bits, and signed and unsigned ranges in both widths; and
/// how arithmetic and comparisons change it. Pure functions of immutable values.
///
/// `[Scalar] x [Scalar] -> [Scalar]`; add an operation beside its siblings, with its exhaustive
/// small-width test.
@NullMarked
package dev.weir.verifier.scalar;

import org.jspecify.annotations.NullMarked;
