// SPDX-License-Identifier: Apache-2.0
package dev.weir.compiler.java.lower;

/// What bindings know at one point of a function besides its values, such as how many bytes of the
/// packet are proven. Immutable, with `equals`; kept per path and joined where paths meet. It must
/// not hold IR values.
public interface FlowState {
  /// What holds where this way and another one meet; at most what each knows.
  FlowState join(FlowState other);

  /// What holds after the packet may have moved.
  default FlowState packetMoved() {
    return this;
  }
}
