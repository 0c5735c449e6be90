// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// A lock in a map value, which programs on other CPUs and user space (`BPF_F_LOCK`) respect: `try
/// (var held = value.lock.hold()) { ... }`. While it is held, no helper can be called.
///
/// @kernel v6.18 kernel/bpf/helpers.c bpf_spin_lock
public final class SpinLock {
  /// A free lock, as a field of a map value.
  public SpinLock() {}

  /// Takes the lock.
  public Held hold() {
    throw Compiled.only();
  }

  /// A lock that is held.
  public static final class Held implements AutoCloseable {
    private Held() {}

    /// Gives the lock back.
    @Override
    public void close() {
      throw Compiled.only();
    }
  }
}
