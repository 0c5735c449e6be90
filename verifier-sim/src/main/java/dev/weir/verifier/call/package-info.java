// SPDX-License-Identifier: Apache-2.0
/// Every call, and every way out: helpers, kernel functions, functions of the program, callbacks,
/// the end of a function and of the program, and the legacy packet loads.
///
/// [HelperCall], [KfuncCall], [LocalCall], [Exits] and [PacketLoads] take one instruction and the
/// state before it and leave the state after it; [EntryState] makes the states in which programs
/// and global functions start. What a helper demands of an argument is in [HelperArgument], what it
/// leaves in R0 in [HelperResult], rules of single helpers in [HelperRules]; kernel functions have
/// the same three. Things that are held are in [References], [Locks] and [Sections]; objects on the
/// stack in [Dynptrs] and [Iterators].
@NullMarked
package dev.weir.verifier.call;

import org.jspecify.annotations.NullMarked;
