// SPDX-License-Identifier: Apache-2.0
package dev.weir.loader.hook;

import dev.weir.loader.link.Attachable;
import dev.weir.loader.program.TestRun;

/// A program that user space runs.
public final class SyscallProgram extends ProgramHandle {
  /// A handle of a program.
  public SyscallProgram(Attachable attachable) {
    super(attachable);
  }

  /// Runs the program once.
  ///
  /// @param context what the program gets as its context, and may change
  /// @throws dev.weir.loader.error.BpfException when the kernel refuses
  public TestRun.Result run(byte[] context) {
    return TestRun.run(program(), new byte[0], context, 1);
  }
}
