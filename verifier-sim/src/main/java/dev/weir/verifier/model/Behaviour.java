// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.model;

import dev.weir.bytecode.kernel.KernelVersion;

/// What some kernels' verifiers do and others do not. One constant for each difference that changes
/// a verdict; instructions, helpers, fields and program types have their versions in
/// `dev.weir.bytecode.kernel`. What stable releases took over from later kernels counts as theirs.
public enum Behaviour {
  /// Before a state is kept, numbers that share their identity with nothing lose it. Changes how
  /// much is pruned, not what is right.
  SINGULAR_IDENTITIES_FORGOTTEN(7, 0),

  /// A call that runs a callback is a loop, whose states are compared by their ranges until all of
  /// its rounds are done. Changes how much is pruned.
  CALLBACKS_ARE_LOOPS(7, 0),

  /// Which stack slots are read later is learnt by instruction, for all paths together. Changes how
  /// much is pruned.
  STACK_USE_BY_INSTRUCTION(6, 18),

  /// A loop comes round to where it was although its registers and stack have contents by then
  /// where nothing was the first time. Before, the kinds of all bytes must be the same.
  ROUNDS_MAY_FILL(7, 1),

  /// A loop comes round to where it was although registers that nothing reads differ.
  ROUNDS_IGNORE_DEAD_REGISTERS(6, 15),

  /// A loop may be entered in its middle. Before, an instruction that is no jump must not run into
  /// one that the search by depth is still busy with.
  LOOPS_ENTERED_ANYWHERE(6, 7),

  /// A loop is taken for endless when nothing changed at all. Before, numbers on the stack may
  /// differ that nothing was known to depend on yet.
  ENDLESS_LOOPS_EXACT(6, 9),

  /// Before, a path that reaches a kept one need not have the same registers equal: numbers did not
  /// have to share identities, and what was the very same was not asked.
  IDENTITIES_COMPARED(6, 5),

  /// A callback may run any number of times, or never. Before, a call runs it just once.
  CALLBACKS_REPEAT(6, 7),

  /// A comparison reaches numbers in less than eight bytes of the stack.
  NARROW_SPILLS_LINKED(6, 8),

  /// Calls of global functions that change packets, and tail calls, make packet pointers invalid.
  CALLS_CHANGE_PACKETS(6, 6),

  /// A frame's stack reaches down to where anything was read or written, not only to where
  /// something was written, which is as far down as programs may read before. What lies below in a
  /// kept state must be matched by stack that the other has.
  READS_REACH_DOWN(6, 8),

  /// What an atomic operation fetched comes from memory only. Before, kernels followed it to the
  /// operand instead and lost the memory; the model follows both.
  FETCHES_FOLLOWED(7, 0),

  /// Global functions that nothing calls are not verified.
  UNCALLED_GLOBAL_FUNCTIONS_SKIPPED(6, 8),

  /// A lookup in an array map with a constant key below the number of entries yields a value, never
  /// null.
  CONSTANT_KEY_LOOKUP(6, 14),
  /// Bounds of the whole and of the low half of a number learn from each other through each other's
  /// upper bits and signs; two unknown numbers are compared.
  MIXED_WIDTH_BOUNDS(6, 8),
  /// Equality is refuted by ranges that do not meet.
  EQUALITY_BY_RANGES(6, 4),
  /// Equality is refuted by known bits that differ.
  EQUALITY_BY_BITS(6, 12),
  /// The sign of a bitwise operation's result follows from its unsigned range, not from the signs
  /// of the operands.
  BITWISE_SIGN_FROM_RESULT(6, 8),
  /// A failed bit test gives up the ranges and starts anew from the bits.
  BIT_TEST_FORGETS_RANGES(6, 12),
  /// A number known to be 0 or -1 splits the path before a bitwise operation with a constant.
  MASKS_FORK(6, 12),
  /// The signs of the factors no longer matter for the bounds of a product.
  SIGNED_PRODUCTS(6, 14),
  /// A sum or difference keeps unsigned bounds when all of its values wrap.
  WRAPPED_RANGES(6, 17),
  /// Negation is computed.
  NEGATION_TRACKED(6, 17),
  /// Known bits of a product are joined over both values of an unknown bit.
  PRODUCT_BITS_JOINED(6, 18),
  /// A tail call inside of a function may end in the caller; one in the program itself leaves
  /// packet pointers valid where it fails.
  TAIL_CALL_RETURNS(6, 18),
  /// An atomic operation, like a load, must find the same kind of pointer on all paths.
  ATOMICS_KEEP_POINTER_KIND(7, 0),
  /// One range, which may wrap, stands for the signed and the unsigned one.
  CIRCULAR_RANGES(7, 1),
  /// A register compared with itself decides the comparison.
  SAME_REGISTER_DECIDED(7, 0),
  /// A branch is dead when what it teaches contradicts itself.
  DEAD_BRANCHES_BY_REFINEMENT(7, 0),
  /// Quotients and remainders of a known divisor are computed.
  DIVISION_TRACKED(7, 0),
  /// The one number of a range that agrees with the known bits is found.
  LONE_MEMBER_FOUND(6, 18),
  /// Byte swaps are computed.
  SWAPS_TRACKED(6, 18),
  /// After a comparison, bounds of registers linked by a constant distance learn from each other.
  LINKED_SUMS_SYNCHRONISED(6, 18),
  /// A copy to which a constant was added stays linked; a comparison reaches at most six values.
  LINKED_SUMS(6, 12),
  /// Only registers that are still read count as linked.
  DEAD_REGISTERS_UNLINKED(6, 18),
  /// Constants may also be subtracted from linked copies, be negative, and be added in 32 bits.
  LINKED_DIFFERENCES(6, 18),
  /// A pointer equal to one that is not null is not null.
  NULLNESS_FROM_EQUALITY(6, 2),
  /// A comparison with a register that is zero checks a pointer for null.
  NULL_CHECK_BY_REGISTER(7, 0),

  /// Zeros stored on the stack are remembered as numbers, and parts of them are read back as zero;
  /// zero bytes beside a narrow spill stay zero; spills through pointers other than R10 are
  /// followed for precision.
  ZERO_STACK_STORES(6, 8),

  /// Numbers without known bounds are remembered on the stack too, and spills share an identity
  /// with their register; loads of the low part of a spilled number know its bounds.
  UNBOUNDED_SPILLS(6, 9),

  /// Calls that only read memory leave what is known about the stack alone.
  READING_CALLS_KEEP_STACK(6, 14),

  /// `load_acquire` and `store_release` are known.
  ATOMIC_LOAD_STORE(6, 15),

  /// A whole fill from the stack shares an identity with the slot.
  FILLS_SHARE_IDENTITY(7, 0),

  /// Zeros on the stack are recognised in spilled numbers and across slots of different kinds.
  MIXED_ZERO_READS(7, 0),

  /// Kernel pointers in map values stay valid in read sections when their objects do.
  PROTECTED_KPTRS(6, 4),

  /// Stores of immediates to the context are permitted.
  IMMEDIATE_CONTEXT_STORES(6, 4),

  /// A pointer to the context may carry a constant offset where accesses are not rewritten, and any
  /// bounded one in `syscall` programs.
  MOVED_CONTEXT(7, 0),

  /// Acquiring loads, and instructions shared with other memory, are refused for pointers that may
  /// fault.
  FAULTS_GUARDED(7, 0),

  /// Memory for a call's result may overlap a dynptr, which it destroys.
  RESULT_OVER_DYNPTR(7, 0),

  /// Sixteen functions can be active at once, not eight.
  SIXTEEN_FRAMES(7, 3),
  /// Packet accesses are checked at both ends of a variable offset, as other memory.
  PACKET_AS_REGION(7, 0),

  /// Untrusted read-only memory (`bpf_rdonly_cast`) is read without bounds.
  UNTRUSTED_MEMORY(6, 17),
  /// Static functions may be called while a lock is held, and may leave a lock to their caller.
  LOCKED_FUNCTION_CALLS(6, 9),
  /// Callbacks may release what their callers acquired.
  CALLBACKS_SHARE_REFERENCES(6, 13),
  /// Global functions that never sleep may be called with preemption or interrupts off.
  GLOBAL_CALLS_IN_SECTIONS(6, 15),
  /// RCU read sections nest.
  NESTED_RCU(6, 19),
  /// What `bpf_set_retval` sets has to be an error number, and `bpf_get_retval` yields one.
  RESULT_OF_HOOK_CHECKED(7, 0),
  /// Parameters of global functions may carry tags, lead to memory that is not null, and be
  /// dynptrs.
  TAGGED_ARGUMENTS(6, 8),
  /// Pointers that RCU protects stay trusted as long as anything else keeps them alive: a lock, or
  /// a program that may not sleep.
  RCU_BY_CONTEXT(7, 0),
  /// Parameters of global functions may be pointers that nobody vouches for.
  UNTRUSTED_ARGUMENTS(6, 17),
  /// Global functions may return nothing.
  VOID_GLOBALS(7, 0),
  /// A parameter that must not be null refuses the number zero too.
  NONNULL_REFUSES_ZERO(7, 0),
  /// A global function that changes packet data takes no memory of the packet.
  PACKET_MEMORY_STAYS(7, 0),
  /// Every kernel function wants pointers that are trusted, or protected by RCU where it says so.
  KFUNCS_TRUST_NOTHING(7, 0),
  /// Number iterators may be stepped while a lock is held.
  ITERATORS_UNDER_LOCK(6, 14),
  /// Memory of a helper counts as written unless the helper says that it only reads it.
  PLAIN_MEMORY_IS_WRITTEN(6, 18),
  /// The single value of a per-CPU array has an address.
  PER_CPU_ADDRESS(7, 0),
  /// An object on the stack cannot be given by the end of its frame.
  FRAME_END_IS_OUTSIDE(7, 0),
  /// Tracing programs may use maps with timers and work queues.
  TIMERS_IN_TRACING(7, 0),
  /// Programs that may sleep may use tables of programs and prefix tries.
  MORE_MAPS_ASLEEP(7, 0),
  /// A global function starts a count of frames of its own.
  OWN_FRAMES_OF_GLOBALS(7, 0),
  /// Legacy packet loads are refused in callbacks themselves (6.12 takes them, 6.18 does not).
  NO_LEGACY_LOADS_IN_CALLBACK_FRAMES(6, 18),
  /// Legacy packet loads are refused in callbacks and what they call.
  NO_LEGACY_LOADS_IN_CALLBACKS(7, 0),
  /// The sum of a number and untrusted memory is a pointer; before, it stays the number.
  UNTRUSTED_SUMS(7, 0),
  /// A number stored to a pointer in a map value must be zero on all paths; before, a path that was
  /// pruned may store another.
  ZERO_KPTR_PRECISE(7, 0),
  /// A function that may end in its middle, by a tail call or a legacy packet load, surely wrote
  /// only what was written until then.
  HIDDEN_EXITS_FOLLOWED(7, 0),
  /// Programs that see packets cannot take sockets out of maps, or put them in.
  SOCKETS_STAY_IN_MAPS(7, 0),
  /// What a comparison with the end of the packet said of a pointer is forgotten when it moves.
  END_OF_PACKET_FORGOTTEN(7, 0),
  /// Memory that nobody vouches for may be null, whatever is compared with it.
  UNTRUSTED_MAY_BE_NULL(7, 0),
  /// Memory that a call writes must be writable also where it is a kernel object.
  OBJECTS_WRITTEN_BY_CALLS(7, 0),
  /// Pointers of all types keep their meaning on the stack.
  ALL_POINTERS_SPILLED(7, 0),
  /// A load whose sign extension changes a number shares no identity with what lies on the stack.
  SIGNED_FILLS_ALONE(7, 0),
  /// What a lookup yields is an inner map or a socket from the start, not a value until it is
  /// compared with null.
  LOOKUPS_REFINED(7, 0),
  /// Only per-CPU objects go to per-CPU pointers in map values.
  PERCPU_KPTRS_DISTINCT(7, 0),
  /// Functions for the pages of arenas do not sleep.
  ARENA_PAGES_ANYWHERE(7, 0),
  /// An atomic load checks its base register before it changes it.
  ATOMIC_LOAD_CHECKED_FIRST(7, 0),
  /// A read-only cast to no type yields memory that may fault.
  CASTS_TO_NOTHING(6, 17);

  private final KernelVersion since;

  Behaviour(int major, int minor) {
    this.since = new KernelVersion(major, minor);
  }

  /// The first kernel that behaves so.
  public KernelVersion since() {
    return since;
  }
}
