// SPDX-License-Identifier: Apache-2.0
/// Every access to memory: whether a pointer may be used so, and what the access yields or changes.
///
/// [Loads], [Stores] and [Atomics] take one instruction and the state before it and leave the state
/// after it; [MemoryArgument] does the same for memory that a program hands to the kernel. What
/// each kind of memory demands is said in one file per kind (`StackReads`, `PacketAccesses`,
/// `ContextAccesses`, ...), chosen by [AccessRules]. A new kind of memory is a file of its own and
/// a case there.
@NullMarked
package dev.weir.verifier.memory;

import org.jspecify.annotations.NullMarked;
