// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// Parts of the instruction set that came after the original one, with the first kernel that
/// accepts them on x86-64.
///
/// @rfc 9669
/// @kernel kernel/bpf/verifier.c and arch/x86/net/bpf_jit_comp.c, by their history
public enum IsaFeature {
  /// `BPF_JLT`, `BPF_JLE`, `BPF_JSLT`, `BPF_JSLE`.
  JUMP_LESS(4, 14, "jump if less"),
  /// Calls of functions in the same program.
  LOCAL_CALLS(4, 16, "calls of local functions"),
  /// Comparisons of 32-bit subregisters, class `BPF_JMP32`; the kernel zero-extends all 32-bit
  /// results.
  JMP32(5, 1, "32-bit jumps"),
  /// The verifier accepts loops that it can see to end.
  BOUNDED_LOOPS(5, 3, "bounded loops"),
  /// Atomic fetch-and-add, -and, -or, -xor, exchange and compare-and-exchange.
  ATOMIC_FETCH(5, 12, "atomics with fetch"),
  /// Calls of kernel functions by BTF id.
  KFUNC_CALLS(5, 13, "kfunc calls"),
  /// The address of a function of the program as a value, for callbacks.
  CALLBACKS(5, 13, "callbacks"),
  /// Loads that extend the sign, `BPF_MEMSX`.
  SIGN_EXTENDING_LOADS(6, 6, "sign-extending loads"),
  /// Register moves that extend the sign.
  SIGN_EXTENDING_MOVES(6, 6, "sign-extending moves"),
  /// Unconditional byte swap, `bswap16/32/64`.
  BSWAP(6, 6, "byte swap"),
  /// Signed division.
  SDIV(6, 6, "signed division"),
  /// Signed remainder.
  SMOD(6, 6, "signed remainder"),
  /// Jump with a 32-bit offset, `gotol`.
  GOTOL(6, 6, "long jumps"),
  /// Open-coded iterators, such as `bpf_iter_num`.
  OPEN_CODED_ITERATORS(6, 4, "open-coded iterators"),
  /// `may_goto`, which bounds a loop at run time.
  MAY_GOTO(6, 9, "may_goto"),
  /// Casts between arena and kernel addresses.
  ADDR_SPACE_CAST(6, 9, "address-space casts"),
  /// `load_acquire` and `store_release`.
  LOAD_ACQUIRE_STORE_RELEASE(6, 15, "load-acquire and store-release"),
  /// Jumps to an address from an instruction array, `gotox`.
  INDIRECT_JUMP(6, 19, "indirect jumps");

  private final KernelVersion since;
  private final String description;

  IsaFeature(int sinceMajor, int sinceMinor, String description) {
    this.since = new KernelVersion(sinceMajor, sinceMinor);
    this.description = description;
  }

  /// The first kernel that accepts it.
  public KernelVersion since() {
    return since;
  }

  /// What it is, lower case, fit for a message.
  public String description() {
    return description;
  }

  /// Whether `target` accepts it.
  public boolean in(KernelVersion target) {
    return target.atLeast(since);
  }
}
