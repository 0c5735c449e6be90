// SPDX-License-Identifier: Apache-2.0
/// What arithmetic, moves, immediate loads and conditional jumps do to registers: numbers by
/// `dev.weir.verifier.scalar`, pointers by the rules here, and what branches teach about both.
///
/// `[Walk] x Insn -> changed State`; memory and calls have packages of their own.
@NullMarked
package dev.weir.verifier.transfer;

import org.jspecify.annotations.NullMarked;
