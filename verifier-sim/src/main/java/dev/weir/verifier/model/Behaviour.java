// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.model;

import dev.weir.bytecode.kernel.KernelVersion;

/// What some kernels' verifiers do and others do not. One constant for each difference that changes
/// a verdict; instructions, helpers, fields and program types have their versions in
/// `dev.weir.bytecode.kernel`.
public enum Behaviour {
  /// A lookup in an array map with a constant key below the number of entries yields a value, never
  /// null.
  CONSTANT_KEY_LOOKUP(6, 14);

  private final KernelVersion since;

  Behaviour(int major, int minor) {
    this.since = new KernelVersion(major, minor);
  }

  /// The first kernel that behaves so.
  public KernelVersion since() {
    return since;
  }
}
