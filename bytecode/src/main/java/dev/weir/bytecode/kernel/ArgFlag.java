// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// How a helper uses the memory or object of an argument.
public enum ArgFlag {
  /// Only reads it, so read-only memory will do.
  RDONLY,
  /// Writes it.
  WRITE,
  /// Need not be initialised by the caller.
  UNINIT,
  /// Must be aligned to its size.
  ALIGNED,
  /// Releases the reference; the caller must not use it afterwards.
  RELEASE,
  /// The dynptr points into a ring buffer.
  RINGBUF,
  /// The dynptr points into local memory.
  LOCAL
}
