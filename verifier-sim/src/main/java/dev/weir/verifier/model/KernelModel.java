// SPDX-License-Identifier: Apache-2.0
package dev.weir.verifier.model;

import dev.weir.bytecode.kernel.KernelVersion;

/// A kernel as far as its verifier is concerned: a stock x86-64 build, loading with all
/// capabilities.
///
/// @param version the release
/// @param processors how many processors the machine may have
public record KernelModel(KernelVersion version, int processors) {
  private static final int MOST_PROCESSORS = 8192;

  /// The model of a release on a machine about which nothing is known.
  public static KernelModel of(KernelVersion version) {
    return new KernelModel(version, MOST_PROCESSORS);
  }

  /// This on a machine that may have so many processors.
  public KernelModel withProcessors(int count) {
    return new KernelModel(version, count);
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
