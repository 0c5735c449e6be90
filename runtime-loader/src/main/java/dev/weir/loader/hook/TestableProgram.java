// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.Attachable;

/// A packet program that Weir does not attach but that the kernel runs on test data: socket
/// filters, actions, lightweight tunnels.
public final class TestableProgram extends ProgramHandle implements Testable {
  /// A handle of a program.
  public TestableProgram(Attachable attachable) {
    super(attachable);
  }
}
