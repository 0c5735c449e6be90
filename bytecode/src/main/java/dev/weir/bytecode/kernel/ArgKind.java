// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What a helper expects in an argument register, named after the kernel's `enum bpf_arg_type`
/// without its prefixes.
///
/// @kernel v6.12 include/linux/bpf.h enum bpf_arg_type
public enum ArgKind {
  /// Any initialised value.
  ANYTHING,
  /// The program's context, unmodified.
  CTX,
  /// A map, known when the program is loaded.
  CONST_MAP_PTR,
  /// Initialised memory of the map's key size.
  MAP_KEY,
  /// Memory of the map's value size; with [ArgFlag#UNINIT] the helper fills it.
  MAP_VALUE,
  /// Memory whose size is the next argument.
  MEM,
  /// Memory of [ArgType#sizeBytes] bytes.
  FIXED_SIZE_MEM,
  /// The size in bytes of the memory in the argument before, not zero.
  CONST_SIZE,
  /// The size in bytes of the memory in the argument before, possibly zero.
  CONST_SIZE_OR_ZERO,
  /// The size of the memory the helper returns, a constant.
  CONST_ALLOC_SIZE_OR_ZERO,
  /// A socket of any kind, from `bpf_sock` fields and lookups.
  SOCK_COMMON,
  /// A full socket.
  SOCKET,
  /// A socket of any kind, also as a BTF pointer.
  BTF_ID_SOCK_COMMON,
  /// A BTF pointer to [ArgType#btfType].
  BTF_ID,
  /// The address of a per-CPU kernel variable.
  PERCPU_BTF_ID,
  /// A `bpf_spin_lock` in a map value.
  SPIN_LOCK,
  /// A `bpf_timer` in a map value.
  TIMER,
  /// Memory on the program's stack.
  STACK,
  /// The address of a function of the program, to be called back.
  FUNC,
  /// A zero-terminated string in read-only map memory.
  CONST_STR,
  /// A `bpf_dynptr` on the stack.
  DYNPTR,
  /// Memory reserved from a ring buffer.
  RINGBUF_MEM,
  /// The address of a kernel-pointer field in a map value.
  KPTR_XCHG_DEST
}
