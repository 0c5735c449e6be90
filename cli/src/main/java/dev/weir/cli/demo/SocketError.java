// SPDX-License-Identifier: Apache-2.0
package dev.weir.cli.demo;

import dev.weir.bytecode.kernel.Errno;
import java.io.IOException;

/// A socket system call that the kernel answered with an error.
final class SocketError extends IOException {
  private static final long serialVersionUID = 1L;

  /// An error.
  ///
  /// @param call the system call
  /// @param errno the error number
  SocketError(String call, int errno) {
    super(
        call + ": " + Errno.ofNumber(errno).map(Enum::name).orElse("error number " + errno), null);
  }
}
