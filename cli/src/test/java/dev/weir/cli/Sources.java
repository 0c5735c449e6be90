// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli;

/// Small sources for the tests.
final class Sources {
  /// A program that lets every packet pass.
  static final String PASS =
      """
      module samples.pass

      license "GPL"

      on tcx ingress first(packet) {
          next
      }
      """;

  private Sources() {}
}
