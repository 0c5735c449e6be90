// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

/// The user interrupted the demo; thrown between two steps, so that everything is cleaned up on the
/// way out.
final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Interrupted() {
    super("interrupted", null, false, false);
  }
}
