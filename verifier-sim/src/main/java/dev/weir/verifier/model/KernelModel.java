// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.model;

import dev.weir.bytecode.kernel.KernelVersion;

/// A kernel as far as its verifier is concerned: a stock x86-64 build, loading with all
/// capabilities.
///
/// @param version the release
public record KernelModel(KernelVersion version) {
  /// The model of a release.
  public static KernelModel of(KernelVersion version) {
    return new KernelModel(version);
  }

  /// Whether this kernel's verifier behaves so.
  public boolean has(Behaviour behaviour) {
    return version.atLeast(behaviour.since());
  }

  /// How many functions can be active at once.
  public int frames() {
    return has(Behaviour.SIXTEEN_FRAMES) ? 16 : 8;
  }
}
