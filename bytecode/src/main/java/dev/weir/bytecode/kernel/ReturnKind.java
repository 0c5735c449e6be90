// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What a helper leaves in R0, named after the kernel's `enum bpf_return_type` without its
/// prefixes.
///
/// @kernel v6.12 include/linux/bpf.h enum bpf_return_type
public enum ReturnKind {
  /// A number, often a negative errno.
  INTEGER,
  /// Nothing.
  VOID,
  /// A map value.
  MAP_VALUE,
  /// A full socket; where nullable, it carries a reference to release.
  SOCKET,
  /// A socket of any kind.
  SOCK_COMMON,
  /// A TCP socket's `bpf_tcp_sock`.
  TCP_SOCK,
  /// Memory reserved from a ring buffer.
  RINGBUF_MEM,
  /// Memory behind a dynptr.
  DYNPTR_MEM,
  /// Memory or a BTF object, by the argument's type.
  MEM_OR_BTF_ID,
  /// A BTF pointer.
  BTF_ID
}
