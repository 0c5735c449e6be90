// SPDX-License-Identifier: Apache-2.0
package dev.weir.bytecode.kernel;

/// What a hook may do through packet pointers, after checking them against the packet's end.
public enum PacketAccess {
  /// The hook has no packet pointers.
  NONE,
  /// Direct loads only.
  READ,
  /// Direct loads and stores.
  WRITE
}
