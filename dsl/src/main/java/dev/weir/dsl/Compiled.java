// SPDX-License-Identifier: Apache-2.0
package dev.weir.dsl;

/// What members do that mean something only to the compiler.
final class Compiled {
  private Compiled() {}

  /// The complaint of a member that was called on the JVM.
  static IllegalStateException only() {
    return new IllegalStateException(
        "this runs only in the kernel, compiled by weir; test it with the testkit");
  }
}
