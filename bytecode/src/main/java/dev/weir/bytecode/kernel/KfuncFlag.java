// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What the verifier knows about a kfunc beside its types.
///
/// @kernel v6.12 Documentation/bpf/kfuncs.rst
public enum KfuncFlag {
  /// Returns a reference the program must release.
  ACQUIRE,
  /// Releases the reference it is given.
  RELEASE,
  /// May return null.
  RET_NULL,
  /// May sleep: only sleepable programs may call it.
  SLEEPABLE,
  /// Pointers must be trusted, unmodified and not null.
  TRUSTED_ARGS,
  /// Pointers must be trusted or protected by RCU.
  RCU,
  /// May only be called inside an RCU read section.
  RCU_PROTECTED,
  /// Starts an open-coded iterator.
  ITER_NEW,
  /// Steps an open-coded iterator; null ends the loop.
  ITER_NEXT,
  /// Ends an open-coded iterator.
  ITER_DESTROY
}
