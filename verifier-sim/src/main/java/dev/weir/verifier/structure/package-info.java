// SPDX-License-Identifier: Apache-2.0
/// What the shape of a program's code says before any path is explored: instructions that the
/// kernel knows, jumps that stay in their functions, the control-flow graph with its loops, live
/// registers, and the points where states are compared.
///
/// `ProgramImage -> [Structure]`, refusing by `Violation`. A new check of the code's shape goes
/// into [InsnChecks] (one instruction) or [FunctionChecks] (the program as a whole).
@NullMarked
package dev.weir.verifier.structure;

import org.jspecify.annotations.NullMarked;
