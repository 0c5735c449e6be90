// SPDX-License-Identifier: Apache-2.0
/// Compares the samples with equivalent C compiled by clang: size and speed of the code, what
/// verifying it costs, whether both do the same, and how long compiling takes.
///
/// ```text
/// Sample -> Pair (both objects) -> CodeComparison, CrossCheck, TimeComparison, CompileTimes
///        -> Report -> text, JSON, markdown
/// ```
///
/// [Compare] is the entry point. A sample takes part once it has a C counterpart of the same name;
/// a packet program is run once [Scenarios] says on what.
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
